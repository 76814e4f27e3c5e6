import Foundation
import Testing

@Suite("Bad input", .enabled(if: Program.isThere, "the program is not built beside the tests"))
struct BadInputTests {
  /// Runs a command that must be refused, once onto a free place and once onto a file that is there.
  ///
  /// The refusal is exit code 1 with one line beginning `Error:`, which comes last and says each of `mentions`;
  /// nothing is left behind and what was there stays.
  private func expectRefusal(
    _ arguments: [String], mentions: [String], output name: String = "out.h5ad",
    _ place: SourceLocation = #_sourceLocation
  ) throws {
    for isTaken in [false, true] {
      let scratch = try ScratchFolder()
      let output = scratch.url.appendingPathComponent(name)
      let before = Data("what was there".utf8)
      if isTaken { try before.write(to: output) }
      let outcome = try Program().run(arguments + ["-o", output.path])
      #expect(outcome.endedByItself && outcome.exitCode == 1, "\(outcome)", sourceLocation: place)
      #expect(
        outcome.errorLines.count { $0.hasPrefix("Error: ") } == 1
          && outcome.errorLines.last?.hasPrefix("Error: ") == true,
        "\(outcome.errors)", sourceLocation: place)
      let line = outcome.errorLines.last ?? ""
      for mention in mentions {
        #expect(line.contains(mention), "'\(mention)' in: \(line)", sourceLocation: place)
      }
      // What to do stands behind a semicolon.
      #expect(line.contains(";"), "advice in: \(line)", sourceLocation: place)
      #expect(try scratch.names == (isTaken ? [name] : []), sourceLocation: place)
      if isTaken { #expect(try Data(contentsOf: output) == before, sourceLocation: place) }
    }
  }

  private var section: String { Inputs.fixture("cortex-panels-panel1") }

  private func expectAnnotationRefused(
    _ path: String, mentions: [String], _ place: SourceLocation = #_sourceLocation
  ) throws {
    let model = try TrainedModels.shared.get().labelled
    let name = URL(fileURLWithPath: path).lastPathComponent
    try expectRefusal(
      ["annotate", path, "--model", model], mentions: [name] + mentions, place)
  }

  @Test("A file that is not there is refused")
  func missingFile() throws {
    let scratch = try ScratchFolder()
    try expectAnnotationRefused(scratch.path("nowhere.h5ad"), mentions: [])
  }

  @Test("A file that is not HDF5 is refused")
  func notHDF5() throws {
    let scratch = try ScratchFolder()
    try Data("cell,gene,count\n".utf8).write(to: scratch.url.appendingPathComponent("table.h5ad"))
    try expectAnnotationRefused(scratch.path("table.h5ad"), mentions: ["HDF5"])
  }

  @Test("An empty file is refused")
  func empty() throws {
    let scratch = try ScratchFolder()
    try Data().write(to: scratch.url.appendingPathComponent("empty.h5ad"))
    try expectAnnotationRefused(scratch.path("empty.h5ad"), mentions: [])
  }

  @Test("A file cut short anywhere is refused", arguments: [0.1, 0.5, 0.9, 0.999])
  func truncated(share: Double) throws {
    let scratch = try ScratchFolder()
    let whole = try Data(contentsOf: URL(fileURLWithPath: section))
    try whole.prefix(Int(share * Double(whole.count)))
      .write(to: scratch.url.appendingPathComponent("cut.h5ad"))
    try expectAnnotationRefused(scratch.path("cut.h5ad"), mentions: [])
  }

  @Test(
    "A file with a fault inside is refused by what is wrong",
    .enabled(if: Inputs.zooIsThere, "no data; name it with HISTOGLOT_DATA"),
    arguments: [
      ("22_no_X.h5ad", "no element holds counts"), ("21_zero_cells.h5ad", "no cells"),
      ("20_zero_genes.h5ad", "no genes"), ("39_duplicate_var_names.h5ad", "more than once"),
      ("41_X_nan_negative.h5ad", ""), ("80_BAD_truncated.h5ad", ""), ("81_BAD_not_hdf5.h5ad", ""),
      ("82_BAD_indptr_decreasing.h5ad", "indptr"), ("83_BAD_index_out_of_range.h5ad", "indices"),
      ("85_BAD_shape_mismatch.h5ad", ""), ("54_zstd.h5ad", "zstd"),
    ])
  func fault(name: String, what: String) throws {
    try expectAnnotationRefused(Inputs.zoo(name), mentions: what.isEmpty ? [] : [what])
  }

  @Test(
    "A section that shares no gene with the model is refused",
    .enabled(if: Inputs.zooIsThere, "no data; name it with HISTOGLOT_DATA"))
  func noGeneInCommon() throws {
    let model = try TrainedModels.shared.get().labelled
    try expectRefusal(
      [
        "annotate", Inputs.zoo("10_csr_i32.h5ad"), "--model", model, "--species", "Mus musculus",
      ],
      mentions: ["10_csr_i32", "no gene", "--gene-table"])
  }

  @Test(
    "A section of another species than the model's is refused",
    .enabled(if: Inputs.zooIsThere, "no data; name it with HISTOGLOT_DATA"))
  func otherSpecies() throws {
    let model = try TrainedModels.shared.get().labelled
    try expectRefusal(
      ["annotate", Inputs.zoo("10_csr_i32.h5ad"), "--model", model],
      mentions: ["10_csr_i32", "Homo sapiens", "Mus musculus", "--gene-table"])
  }

  @Test(
    "A section without coordinates is not drawn",
    .enabled(if: Inputs.zooIsThere, "no data; name it with HISTOGLOT_DATA"))
  func noCoordinates() throws {
    try expectRefusal(
      ["render", Inputs.zoo("93_10x_v3.h5"), "--color-by", "cell_type"],
      mentions: ["93_10x_v3.h5", "coordinates"], output: "map.png")
  }

  @Test("A key that is neither a label nor a gene is not drawn")
  func noSuchKey() throws {
    try expectRefusal(
      ["render", section, "--color-by", "mood"],
      mentions: ["cortex-panels-panel1.h5ad", "'mood'", "region"], output: "map.png")
  }

  @Test("A label key that the section lacks is not learned, and leaves no model folder behind")
  func noSuchLabel() throws {
    let model = try TrainedModels.shared.get().pretrained
    let scratch = try ScratchFolder()
    let outcome = try Program().run(
      "finetune", section, "--model", model, "--label", "mood", "-o", scratch.path("model"))
    #expect(outcome.endedByItself && outcome.exitCode == 1)
    #expect(outcome.errorLines.last?.hasPrefix("Error: ") == true, "\(outcome.errors)")
    #expect(outcome.errorLines.last?.contains("mood") == true, "\(outcome.errors)")
    #expect(try scratch.names.isEmpty)
  }

  @Test("A label of one class only is not learned, and leaves no model folder behind")
  func oneClass() throws {
    let model = try TrainedModels.shared.get().pretrained
    let scratch = try ScratchFolder()
    let outcome = try Program().run(
      "finetune", Inputs.fixture("cortex-held-out"), "--model", model, "--label", "section", "-o",
      scratch.path("model"))
    #expect(outcome.endedByItself && outcome.exitCode == 1)
    #expect(
      outcome.errorLines.last?.contains("at least two categories") == true, "\(outcome.errors)")
    #expect(try scratch.names.isEmpty)
  }

  @Test("Pre-training on a file that is refused leaves no model folder behind")
  func nothingToLearnFrom() throws {
    let scratch = try ScratchFolder()
    try Data("no".utf8).write(to: scratch.url.appendingPathComponent("no.h5ad"))
    let outcome = try Program().run(
      "pretrain", scratch.path("no.h5ad"), "--preset", "tiny", "-o", scratch.path("a/model"))
    #expect(outcome.endedByItself && outcome.exitCode == 1)
    #expect(outcome.errorLines.last?.contains("no.h5ad") == true, "\(outcome.errors)")
    #expect(try scratch.names == ["no.h5ad"])
  }

  @Test("A model folder below a file is refused before the work")
  func modelBelowFile() throws {
    let scratch = try ScratchFolder()
    try Data().write(to: scratch.url.appendingPathComponent("file"))
    let outcome = try Program().run(
      "pretrain", section, "--preset", "tiny", "-o", scratch.path("file/model"))
    #expect(outcome.endedByItself && outcome.exitCode == 1)
    #expect(outcome.errorLines.last?.contains("is a file") == true, "\(outcome.errors)")
  }

  @Test("A map in a folder that is not there is refused before the work")
  func noPlaceForMap() throws {
    let model = try TrainedModels.shared.get().labelled
    let scratch = try ScratchFolder()
    try expectRefusal(
      ["annotate", section, "--model", model, "--map", scratch.path("nowhere/map.png")],
      mentions: ["nowhere/map.png"])
  }

  @Test("Coordinates that are not finite are refused by the place where they stand")
  func coordinatesNotFinite() throws {
    let scratch = try ScratchFolder()
    let places = (0..<30).map { "c\($0),\($0 == 7 ? "nan" : "\($0)"),\($0 % 5)" }
    let counts = (0..<30).map { "c\($0),\($0 % 3),2" }
    try Data((["cell,x,y"] + places).joined(separator: "\n").utf8)
      .write(to: scratch.url.appendingPathComponent("places.csv"))
    try Data((["cell,Gad1,Mbp"] + counts).joined(separator: "\n").utf8)
      .write(to: scratch.url.appendingPathComponent("counts.csv"))
    try expectRefusal(
      [
        "render", scratch.path("counts.csv"), "--coordinates-file", scratch.path("places.csv"),
        "--color-by", "Mbp",
      ], mentions: ["places.csv", "line 9", "not finite"], output: "map.png")
  }

  @Test("Where a file may not grow as large as it must, the program says so and leaves nothing")
  func noRoom() throws {
    let scratch = try ScratchFolder()
    let model = try TrainedModels.shared.get().labelled
    let output = scratch.url.appendingPathComponent("out.h5ad")
    try Data("what was there".utf8).write(to: output)
    let shell = Program(at: URL(fileURLWithPath: "/bin/bash"))
    let outcome = try shell.run(
      "-c", "ulimit -f 16; exec \"$0\" \"$@\"", try Program().url.path, "annotate", section,
      "--model", model, "-o", output.path)
    #expect(outcome.endedByItself && outcome.exitCode == 1, "\(outcome)")
    #expect(outcome.errorLines.last?.contains("out.h5ad") == true, "\(outcome.errors)")
    #expect(try scratch.names == ["out.h5ad"])
    #expect(try Data(contentsOf: output) == Data("what was there".utf8))
  }

  @Test("A model of another format is refused by its number")
  func otherFormat() throws {
    let scratch = try ScratchFolder()
    let model = scratch.url.appendingPathComponent("model")
    try FileManager.default.copyItem(
      atPath: TrainedModels.shared.get().labelled, toPath: model.path)
    let header = model.appendingPathComponent("config.json")
    let text = try String(contentsOf: header, encoding: .utf8)
    let other = text.replacingOccurrences(of: "\"format\" : 2", with: "\"format\" : 99")
    try #require(other != text)
    try other.write(to: header, atomically: true, encoding: .utf8)
    try expectRefusal(["annotate", section, "--model", model.path], mentions: ["model", "99"])
  }

  @Test("A model without labels annotates nothing, a folder without a model neither")
  func noLabels() throws {
    let model = try TrainedModels.shared.get().pretrained
    try expectRefusal(
      ["annotate", section, "--model", model], mentions: ["pretrained", "histoglot finetune"])
    let scratch = try ScratchFolder()
    try expectRefusal(
      ["annotate", section, "--model", scratch.url.path], mentions: ["no model here"])
  }

  @Test("Weights that were cut short are refused")
  func damagedWeights() throws {
    let scratch = try ScratchFolder()
    let model = scratch.url.appendingPathComponent("model")
    try FileManager.default.copyItem(
      atPath: TrainedModels.shared.get().labelled, toPath: model.path)
    let weights = model.appendingPathComponent("model.safetensors")
    try Data(contentsOf: weights).dropLast(100).write(to: weights)
    try expectRefusal(
      ["annotate", section, "--model", model.path], mentions: ["model.safetensors"])
  }

  @Test(
    "An output in a folder that does not exist, or that no folder can be, is refused before the work"
  )
  func noPlaceForOutput() throws {
    let scratch = try ScratchFolder()
    try Data().write(to: scratch.url.appendingPathComponent("file"))
    for output in ["missing/map.png", "file/map.png"] {
      let outcome = try Program().run(
        "render", section, "--color-by", "region", "-o", scratch.path(output))
      #expect(outcome.endedByItself && outcome.exitCode == 1)
      #expect(outcome.errorLines.count == 1 && outcome.errors.hasPrefix("Error: "), "\(outcome)")
      #expect(outcome.errors.contains(scratch.path(output)))
      #expect(try scratch.names == ["file"])
    }
  }

  @Test(
    "An output in a folder that may not be written is refused",
    .enabled(if: geteuid() != 0, "root may write everywhere"))
  func readOnlyFolder() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.url.appendingPathComponent("locked")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
    let outcome = try Program().run(
      "render", section, "--color-by", "region", "-o", folder.appendingPathComponent("map.png").path
    )
    #expect(outcome.exitCode == 1 && outcome.errors.contains("not writable"), "\(outcome)")
  }

  @Test("A model is not written over by accident")
  func occupied() throws {
    let model = try TrainedModels.shared.get().pretrained
    let outcome = try Program().run("pretrain", section, "--preset", "tiny", "-o", model)
    #expect(outcome.exitCode == 1 && outcome.errors.contains("--overwrite"), "\(outcome)")
  }
}
