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

  public init(_ url: URL) { self.url = url }

  /// `config.json`.
  struct Header: Codable {
    var format: Int
    var version: String
    var configuration: ModelConfiguration
    var species: String?
    var trainingSections: [String]
    var depth: Double
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
      format: Self.format, version: histoglotVersion, configuration: model.configuration,
      species: model.vocabulary.species?.name, trainingSections: model.trainingSections,
      depth: model.geneScale.depth)
    try writeAtomically(try Self.encoder.encode(header), to: file("config.json"))
  }

  /// Reads a model.
  ///
  /// - Throws: `ModelError` or `ParameterFileError`, naming the file and the way out.
  public func read() throws -> TissueModel {
    let header = try decode(Header.self, "config.json")
    guard header.format == Self.format else {
      throw ModelError(path: url.path, reason: .otherFormat(header.format))
    }
    let tasks = try decode([LabelTask].self, "labels.json")
    let genes = try readGenes()
    let tensors = try SafeTensorsFile(reading: weights)
    let scale = GeneScale(
      depth: header.depth, mean: try scaleTensor(Self.meanName, genes.count, tensors),
      deviation: try scaleTensor(Self.deviationName, genes.count, tensors))
    var model = TissueModel(
      header.configuration,
      vocabulary: GeneVocabulary(genes: genes, species: header.species.map { Species($0) }),
      geneScale: scale, trainingSections: header.trainingSections, tasks: tasks, seed: 0)
    try model.store.load(from: tensors)
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
    return try tensors.elements(of: entry, as: Float.self)
  }

  private func readGenes() throws -> [Gene] {
    let path = file("genes.tsv")
    guard let text = try? String(contentsOf: path, encoding: .utf8) else {
      throw ModelError(path: path.path, reason: .missingFile)
    }
    let genes = text.split(separator: "\n").dropFirst().map { line -> Gene in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      let id = fields.count > 1 ? String(fields[1]) : ""
      return Gene(name: String(fields[0]), ensemblID: id.isEmpty ? nil : id)
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
      throw ModelError(path: path.path, reason: .damaged("it is not the JSON that was expected"))
    }
  }

  static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}

/// What is wrong with a model folder.
public struct ModelError: Error, CustomStringConvertible, Equatable {
  public enum Reason: Sendable, Equatable {
    case noModel
    case missingFile
    case damaged(String)
    case otherFormat(Int)
    case unwritable(String)
    case occupied
    case noLabels
    case noCheckpoint
    case otherData(String)
  }

  public let path: String
  public let reason: Reason

  public init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  public var description: String {
    switch reason {
    case .noModel:
      "\(path): there is no model here; give the folder that `histoglot pretrain -o` or `finetune -o` wrote"
    case .missingFile: "\(path): missing; copy the model folder again, whole"
    case .damaged(let what): "\(path): \(what); copy the model folder again"
    case .otherFormat(let found):
      "\(path): the model is of format \(found), this program reads format \(ModelFolder.format); train it again or use the program that wrote it"
    case .unwritable(let why): "\(path): cannot be written (\(why)); choose another folder with -o"
    case .occupied:
      "\(path): already holds a model; choose another folder, continue with --resume, or give --overwrite"
    case .noLabels:
      "\(path): the model predicts no labels yet; teach it some with `histoglot finetune --label KEY`"
    case .noCheckpoint: "\(path): no checkpoint to resume from; leave out --resume to start"
    case .otherData(let what):
      "\(path): the run that is to be resumed had other data or options (\(what)); give the same ones"
    }
  }
}
