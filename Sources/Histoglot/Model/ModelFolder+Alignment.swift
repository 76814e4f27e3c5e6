import Autodiff
import Foundation
import RobustAlignment
import SectionAnalysis

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
  /// `[texts, features + 1]`, the intercepts last; folders written before there was one, or without one, have none.
  private static let regressionName = "regression"

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
        + (alignment.regions?.store.tensors(prefix: "regions.") ?? []) + [sentences]
        + (alignment.regression.map { [Self.tensor(of: $0)] } ?? []),
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
    try sound(Self.header) { () throws(UnsoundValue) in try check(header, genes: genes) }
    let tensors = try SafeTensorsFile(reading: towers)
    func read(_ shape: TowerShape, _ prefix: String) throws -> PairTowers<Float> {
      let made = PairTowers<Float>(declaring: shape)
      try made.store.allocate(readingFrom: tensors, prefix: prefix + ".")
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
    let sentences = try tensors.elements(of: entry, as: Float.self)
    guard sentences.allSatisfy(\.isFinite) else {
      throw ParameterFileError(
        path: tensors.path, reason: .notFinite(tensor: Self.sentencesName))
    }
    return TextAlignment(
      key: header.key, texts: header.texts, sentences: sentences, features: header.features,
      cells: try read(header.cells, "cells"),
      regression: try Self.regression(
        in: tensors, texts: header.texts.count, width: header.features.width),
      regions: try header.regions.map { try read($0, "regions") },
      temperature: header.temperature, seen: header.seen)
  }

  private static func tensor(of regression: LabelRegression) -> NamedTensor<Float> {
    let weights = regression.weights
    return NamedTensor(
      name: regressionName, shape: [weights.rowCount, weights.columnCount + 1],
      elements: (0..<weights.rowCount).flatMap { text in
        weights[row: text].map { Float($0) } + [Float(regression.intercepts[text])]
      })
  }

  private static func regression(
    in tensors: SafeTensorsFile, texts: Int, width: Int
  ) throws -> LabelRegression? {
    guard let entry = tensors[regressionName] else { return nil }
    guard entry.shape == [texts, width + 1] else {
      throw ParameterFileError(
        path: tensors.path,
        reason: .wrongShape(
          tensor: regressionName, found: entry.shape, wanted: [texts, width + 1]))
    }
    let elements = try tensors.elements(of: entry, as: Float.self)
    // Nothing that was learned from z-scores is anywhere near; beyond, probabilities would be no numbers.
    guard elements.allSatisfy({ abs($0) < 1e6 }) else {
      throw ParameterFileError(path: tensors.path, reason: .notFinite(tensor: regressionName))
    }
    let rows = (0..<texts).map { elements[$0 * (width + 1)..<($0 + 1) * (width + 1)] }
    return LabelRegression(
      weights: FeatureMatrix(
        rowCount: texts, columnCount: width, values: rows.flatMap { $0.dropLast() }),
      intercepts: rows.map { Double($0.last ?? 0) })
  }

  private func check(_ header: AlignmentHeader, genes: Int) throws(UnsoundValue) {
    try UnsoundValue.check(
      !header.key.isEmpty, "empty", at: "key", wanted: "the name of an obs key")
    try UnsoundValue.check(
      !header.texts.isEmpty && Set(header.texts.map(\.label)).count == header.texts.count
        && header.texts.allSatisfy { isLearnable(category: $0.label) },
      "a list of \(header.texts.count)", at: "texts",
      wanted: "a list in which each label is there once, with a name that a file can hold")
    try UnsoundValue.check(
      header.temperature, within: UnsoundValue.temperatures, at: "temperature")
    try header.features.check(genes: genes)
    try header.cells.check(at: "cells")
    try UnsoundValue.check(
      header.cells.cellInputs == header.features.width, "\(header.cells.cellInputs)",
      at: "cells.cellInputs", wanted: "the number of features.genes, \(header.features.width)")
    try UnsoundValue.check(
      header.cells.pooledCells == 1, "\(header.cells.pooledCells)", at: "cells.pooledCells",
      wanted: "1")
    try header.regions?.check(at: "regions")
  }
}

extension CellFeatures {
  fileprivate func check(genes count: Int) throws(UnsoundValue) {
    try UnsoundValue.check(
      !genes.isEmpty && genes.allSatisfy { 0..<Int32(count) ~= $0 }
        && zip(genes, genes.dropFirst()).allSatisfy(<),
      "a list of \(genes.count)", at: "features.genes",
      wanted: "rows of genes.tsv from 0 to \(count - 1), ascending")
    try UnsoundValue.check(
      mean.count == genes.count && mean.allSatisfy(\.isFinite), "a list of \(mean.count)",
      at: "features.mean", wanted: "a list of \(genes.count) numbers")
    try UnsoundValue.check(
      deviation.count == genes.count && deviation.allSatisfy { $0 >= Self.leastDeviation / 2 },
      "a list of \(deviation.count)", at: "features.deviation",
      wanted: "a list of \(genes.count) numbers, none below \(Self.leastDeviation)")
  }
}

extension TowerShape {
  /// Checks whether memory for it can be asked for.
  fileprivate func check(at place: String) throws(UnsoundValue) {
    for (value, name) in [
      (cellInputs, "cellInputs"), (textInputs, "textInputs"), (inner, "inner"),
      (outputs, "outputs"), (pooledCells, "pooledCells"),
    ] {
      try UnsoundValue.check(
        value, within: 1...ModelConfiguration.widest, at: "\(place).\(name)")
    }
    try UnsoundValue.check(members, within: 1...outputs, at: "\(place).members")
    try UnsoundValue.check(
      outputs % members == 0, "\(members)", at: "\(place).members",
      wanted: "a number that divides outputs, \(outputs)")
    try UnsoundValue.check(
      (0..<1).contains(dropout), "\(dropout)", at: "\(place).dropout",
      wanted: "a number from 0 to less than 1")
  }
}
