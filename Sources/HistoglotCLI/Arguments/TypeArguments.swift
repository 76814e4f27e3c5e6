import ArgumentParser
import CellSections
import Foundation
import Histoglot

/// Types that are looked for by name.
struct TypeArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Types to look for: names with commas between, or a file with one name a line or the columns name and markers.",
      valueName: "names|file"))
  var types: String?

  @Option(help: "How types are told apart: self-training, or markers alone.")
  var by = ZeroShotOptions.Method.selfTraining

  @Option(help: "What self-training sees of a cell: components, latent or both (of --model).")
  var representation = ZeroShotOptions.Representation.components

  @Option(
    help: "Smooth probabilities over cells alike and near, (I + λL)⁻¹; 0 is none, 1 a little.")
  var smoothing: Double = 0

  @Option(help: "Which label key of a fine-tuned model holds types (default: the first).")
  var seenKey: String?

  @Flag(help: "Give every cell with counts its best label, however little speaks for it.")
  var forced = false

  var isGiven: Bool { types != nil }

  func validate() throws {
    if !(smoothing >= 0 && smoothing <= 1_000_000) {
      throw ValidationError("--smoothing must lie between 0 and 1000000, not \(smoothing).")
    }
    if types == nil, forced || seenKey != nil || smoothing > 0 {
      throw ValidationError("--forced, --seen-key and --smoothing go with --types.")
    }
  }

  /// The types, completed from what is known of them.
  func candidates() throws -> [TypeCandidate] { try types.map(Self.candidates) ?? [] }

  /// The types that a text names, or a file.
  static func candidates(_ types: String) throws -> [TypeCandidate] {
    // Text with a comma is a list of names, also if a file should be called like that.
    var isFolder: ObjCBool = false
    let isFile =
      types.utf8.count < 4096
      && FileManager.default.fileExists(atPath: types, isDirectory: &isFolder)
    if isFile { return try TypeList.file(types) }
    return try TypeList.names(types)
  }

  /// Which of a model's tasks holds types; nil where it has learned no label.
  func seenTask(of model: TissueModel, path: String) throws -> Int? {
    guard let seenKey else { return model.tasks.isEmpty ? nil : 0 }
    guard let task = model.tasks.firstIndex(where: { $0.key == seenKey }) else {
      throw CommandError.noLabelKey(seenKey, path: path, has: model.tasks.map(\.key))
    }
    return task
  }

  func options(threads: Int, hasModel: Bool) throws -> ZeroShotOptions {
    if representation != .components, !hasModel {
      throw CommandError.needsModel("--representation \(representation.rawValue)")
    }
    var options = ZeroShotOptions()
    options.method = by
    options.representation = representation
    options.smoothing = smoothing
    options.threads = threads
    return options
  }
}

extension ZeroShotOptions.Method: ExpressibleByArgument {}
extension ZeroShotOptions.Representation: ExpressibleByArgument {}
