import Autodiff
import CellSections
import CellTransformer
import Foundation

/// A model on disk, laid out as Hugging Face models are: `config.json`, `model.safetensors`, `genes.tsv`,
/// `labels.json`, `README.md`.
public struct ModelFolder: Sendable {
  public let url: URL

  /// The version of the layout; a model of another version is refused.
  public static let format = 2
  /// The same, of models whose encoder sees each section on its own scale: programs from before would not know that.
  public static let formatOfOwnScales = 3

  public init(_ url: URL) { self.url = url }

  /// `config.json`.
  struct Header: Codable {
    var format: Int
    var version: String
    var configuration: ModelConfiguration
    var species: String?
    var trainingSections: [String]
    var depth: Double
    /// Not there in models from before it was chosen, which mean `training`.
    var inputScale: InputScale?

    func check() throws(UnsoundValue) {
      try configuration.check()
      try UnsoundValue.check(
        depth > 0 && depth <= 1e12, "\(depth)", at: "depth", wanted: "a number above 0, to 10¹²")
    }
  }

  private func file(_ name: String) -> URL { url.appendingPathComponent(name) }
  private static let meanName = "gene_scale.mean"
  private static let deviationName = "gene_scale.deviation"

  /// Whether there is a model here.
  public var exists: Bool { FileManager.default.fileExists(atPath: file("config.json").path) }

  /// The weights.
  public var weights: URL { file("model.safetensors") }

  /// Writes a model; each file appears whole or not at all, `config.json` last.
  ///
  /// - Parameter card: the text of `README.md`.
  public func write(_ model: TissueModel, card: String) throws {
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw ModelError(path: url.path, reason: .unwritable(error.localizedDescription))
    }
    let genes = model.vocabulary.genes
    var tensors = model.store.tensors()
    tensors.append(
      NamedTensor(name: Self.meanName, shape: [genes.count], elements: model.geneScale.mean))
    tensors.append(
      NamedTensor(
        name: Self.deviationName, shape: [genes.count], elements: model.geneScale.deviation))
    try writeSafeTensors(tensors, metadata: ["format": "pt"], to: weights)
    let table = genes.map { "\($0.name)\t\($0.ensemblID ?? "")\n" }.joined()
    try writeAtomically(Data("name\tensembl_id\n\(table)".utf8), to: file("genes.tsv"))
    try writeAtomically(try Self.encoder.encode(model.tasks), to: file("labels.json"))
    try write(model.alignment)
    try writeAtomically(Data(card.utf8), to: file("README.md"))
    let header = Header(
      format: model.inputScale == .training ? Self.format : Self.formatOfOwnScales,
      version: histoglotVersion, configuration: model.configuration,
      species: model.vocabulary.species?.name, trainingSections: model.trainingSections,
      depth: model.geneScale.depth, inputScale: model.inputScale)
    try writeAtomically(try Self.encoder.encode(header), to: file("config.json"))
  }

  /// Reads a model.
  ///
  /// - Throws: `ModelError` or `ParameterFileError`, naming the file and the way out.
  public func read() throws -> TissueModel {
    let header = try decode(Header.self, "config.json")
    guard [Self.format, Self.formatOfOwnScales].contains(header.format) else {
      throw ModelError(path: url.path, reason: .otherFormat(header.format))
    }
    try sound("config.json") { () throws(UnsoundValue) in try header.check() }
    let tasks = try decode([LabelTask].self, "labels.json")
    try sound("labels.json") { () throws(UnsoundValue) in try check(tasks) }
    let genes = try readGenes()
    let tensors = try SafeTensorsFile(reading: weights)
    let scale = GeneScale(
      depth: header.depth, mean: try scaleTensor(Self.meanName, genes.count, tensors),
      deviation: try scaleTensor(Self.deviationName, genes.count, tensors))
    guard scale.deviation.allSatisfy({ $0 > 0 }) else {
      throw ModelError(
        path: weights.path,
        reason: .damaged("\(Self.deviationName) holds values that are not above 0"))
    }
    var model = TissueModel(
      declaring: header.configuration,
      vocabulary: GeneVocabulary(genes: genes, species: header.species.map { Species($0) }),
      geneScale: scale, trainingSections: header.trainingSections, tasks: tasks)
    model.inputScale = header.inputScale ?? .training
    try model.store.allocate(readingFrom: tensors)
    model.alignment = try readAlignment(genes: genes.count)
    return model
  }

  private func scaleTensor(
    _ name: String, _ count: Int, _ tensors: SafeTensorsFile
  ) throws -> [Float] {
    guard let entry = tensors[name] else {
      throw ParameterFileError(path: tensors.path, reason: .missingTensor(name))
    }
    guard entry.shape == [count] else {
      throw ParameterFileError(
        path: tensors.path, reason: .wrongShape(tensor: name, found: entry.shape, wanted: [count]))
    }
    let elements = try tensors.elements(of: entry, as: Float.self)
    guard elements.allSatisfy(\.isFinite) else {
      throw ParameterFileError(path: tensors.path, reason: .notFinite(tensor: name))
    }
    return elements
  }

  /// Says of an unsound value in which file it stands.
  func sound(_ name: String, _ check: () throws(UnsoundValue) -> Void) throws(ModelError) {
    do {
      try check()
    } catch {
      throw ModelError(path: file(name).path, reason: .damaged(error.description))
    }
  }

  private func check(_ tasks: [LabelTask]) throws(UnsoundValue) {
    var keys: Set<String> = []
    for (index, task) in tasks.enumerated() {
      try task.check(at: "[\(index)]")
      try UnsoundValue.check(
        keys.insert(task.key).inserted, "'\(task.key)' once more", at: "[\(index)].key",
        wanted: "a key that no other entry has")
    }
  }

  private func readGenes() throws -> [Gene] {
    let path = file("genes.tsv")
    guard let text = try? String(contentsOf: path, encoding: .utf8) else {
      throw ModelError(path: path.path, reason: .missingFile)
    }
    let genes = text.split(whereSeparator: \.isNewline).dropFirst().map { line -> Gene in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      let id = fields.count > 1 ? String(fields[1]) : ""
      return Gene(name: String(fields[0]), ensemblID: id.isEmpty ? nil : id)
    }
    guard !genes.isEmpty, genes.allSatisfy({ !$0.name.isEmpty }) else {
      throw ModelError(
        path: path.path, reason: .damaged("it lists no genes, or one without a name"))
    }
    guard Set(genes.map(\.name)).count == genes.count else {
      throw ModelError(path: path.path, reason: .damaged("a gene is listed twice"))
    }
    return genes
  }

  func decode<Value: Decodable>(_: Value.Type, _ name: String) throws -> Value {
    let path = file(name)
    guard let data = try? Data(contentsOf: path) else {
      throw ModelError(
        path: path.path, reason: name == "config.json" && !exists ? .noModel : .missingFile)
    }
    do {
      return try JSONDecoder().decode(Value.self, from: data)
    } catch {
      throw ModelError(path: path.path, reason: .damaged(fault(ofDecoding: error)))
    }
  }

  static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}
