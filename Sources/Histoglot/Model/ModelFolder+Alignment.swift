import Autodiff
import Foundation
import RobustAlignment

extension ModelFolder {
  /// `alignment.json`; the towers' parameters lie in `alignment.safetensors`.
  private struct AlignmentHeader: Codable {
    var key: String
    var texts: [AlignedText]
    var features: CellFeatures
    var cells: TowerShape
    var regions: TowerShape?
    var temperature: Double
    /// Folders written before it was kept have none.
    var seen: SeenCells?
  }

  private static let header = "alignment.json"
  private static let sentencesName = "sentences"

  private var towers: URL { url.appendingPathComponent("alignment.safetensors") }

  /// Writes the towers, or removes what an earlier model left.
  func write(_ alignment: TextAlignment?) throws {
    let header = url.appendingPathComponent(Self.header)
    guard let alignment else {
      for old in [header, towers] { try? FileManager.default.removeItem(at: old) }
      return
    }
    let width = alignment.cells.shape.textInputs
    let sentences = NamedTensor(
      name: Self.sentencesName, shape: [alignment.texts.count, width],
      elements: alignment.sentences)
    try writeSafeTensors(
      alignment.cells.store.tensors(prefix: "cells.")
        + (alignment.regions?.store.tensors(prefix: "regions.") ?? []) + [sentences],
      metadata: ["format": "pt"], to: towers)
    try writeAtomically(
      try Self.encoder.encode(
        AlignmentHeader(
          key: alignment.key, texts: alignment.texts, features: alignment.features,
          cells: alignment.cells.shape, regions: alignment.regions?.shape,
          temperature: alignment.temperature, seen: alignment.seen)), to: header)
  }

  /// Reads the towers, nil where the model has none.
  func readAlignment(genes: Int) throws -> TextAlignment? {
    let path = url.appendingPathComponent(Self.header)
    guard FileManager.default.fileExists(atPath: path.path) else { return nil }
    let header = try decode(AlignmentHeader.self, Self.header)
    let features = header.features
    guard header.cells.cellInputs == features.width,
      features.mean.count == features.width, features.deviation.count == features.width,
      features.genes.allSatisfy({ 0..<Int32(genes) ~= $0 }),
      features.deviation.allSatisfy({ $0 > 0 }),
      header.temperature > 0, header.cells.isSound, header.regions?.isSound ?? true
    else { throw ModelError(path: path.path, reason: .damaged("its shapes do not fit the model")) }
    let tensors = try SafeTensorsFile(reading: towers)
    func read(_ shape: TowerShape, _ prefix: String) throws -> PairTowers<Float> {
      let made = PairTowers<Float>(shape, seed: 0)
      try made.store.load(from: tensors, prefix: prefix + ".")
      return made
    }
    let shape = [header.texts.count, header.cells.textInputs]
    guard let entry = tensors[Self.sentencesName], entry.shape == shape else {
      throw ParameterFileError(
        path: tensors.path,
        reason: .wrongShape(
          tensor: Self.sentencesName, found: tensors[Self.sentencesName]?.shape ?? [],
          wanted: shape))
    }
    return TextAlignment(
      key: header.key, texts: header.texts,
      sentences: try tensors.elements(of: entry, as: Float.self), features: features,
      cells: try read(header.cells, "cells"),
      regions: try header.regions.map { try read($0, "regions") },
      temperature: header.temperature, seen: header.seen)
  }
}

extension TowerShape {
  /// Whether memory for it can be asked for.
  fileprivate var isSound: Bool {
    let sides = [cellInputs, textInputs, inner, outputs, pooledCells]
    return sides.allSatisfy { 1...100_000 ~= $0 } && (0..<1).contains(dropout)
  }
}
