import Autodiff
import Foundation
import Histoglot
import RobustAlignment
import Testing

/// A model folder of a test's own, with labels and towers, whose files a test may spoil.
final class SmallModelFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "histoglot-\(UUID().uuidString)")
    var model = SmallTissue.model()
    let scores = ValidationScores(cells: 50, accuracy: 0.9, macroF1: 0.8, calibrationError: 0.05)
    model.tasks[0].validation = scores
    model.tasks[0].threshold = 0.25
    model.tasks[0].smoothing = 1
    model.tasks[0].colors = ["#112233", "#445566"]
    for index in model.tasks[0].experts.indices {
      model.tasks[0].experts[index].validation = scores
    }
    try ModelFolder(url).write(model, card: "")
    try writeAlignment()
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The towers as `histoglot align` leaves them, of three genes.
  private func writeAlignment() throws {
    let shape = TowerShape(cellInputs: 3, textInputs: 4, inner: 5, outputs: 6)
    let regions = TowerShape(cellInputs: 6, textInputs: 4, inner: 5, outputs: 6, pooledCells: 7)
    let sentences = NamedTensor(
      name: "sentences", shape: [2, 4], elements: (0..<8).map { Float($0) / 8 })
    try writeSafeTensors(
      PairTowers<Float>(shape, seed: 1).store.tensors(prefix: "cells.")
        + PairTowers<Float>(regions, seed: 2).store.tensors(prefix: "regions.") + [sentences],
      metadata: [:], to: url.appendingPathComponent("alignment.safetensors"))
    func text(_ shape: TowerShape) throws -> String {
      String(decoding: try JSONEncoder().encode(shape), as: UTF8.self)
    }
    let header = """
      {"key": "type", "temperature": 0.07,
       "texts": [{"label": "a", "text": "one"}, {"label": "b", "text": "two"}],
       "features": {"genes": [0, 4, 9], "mean": [0.5, 1, 1.5], "deviation": [1, 0.5, 2]},
       "cells": \(try text(shape)), "regions": \(try text(regions))}
      """
    try Data(header.utf8).write(to: url.appendingPathComponent("alignment.json"))
  }

  func json(_ name: String) throws -> JSONNode {
    JSONNode(
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: url.appendingPathComponent(name))))
  }

  func write(_ node: JSONNode, to name: String) throws {
    try Data(node.text.utf8).write(to: url.appendingPathComponent(name))
  }
}

/// JSON that can be changed in one place and written again.
indirect enum JSONNode: Equatable {
  case object([String: JSONNode])
  case list([JSONNode])
  case number(String)
  case text(String)
  case other(String)

  init(_ value: Any) {
    switch value {
    case let object as [String: Any]: self = .object(object.mapValues(JSONNode.init))
    case let list as [Any]: self = .list(list.map(JSONNode.init))
    case let text as String: self = .text(text)
    case let number as NSNumber where String(cString: number.objCType) == "c":
      self = .other(number.boolValue ? "true" : "false")
    case let number as NSNumber: self = .number("\(number)")
    default: self = .other("null")
    }
  }

  var text: String {
    switch self {
    case .object(let parts):
      "{"
        + parts.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value.text)" }
        .joined(separator: ",") + "}"
    case .list(let parts): "[" + parts.map(\.text).joined(separator: ",") + "]"
    case .number(let text), .other(let text): text
    case .text(let text): "\"\(text)\""
    }
  }

  /// The places of all numbers, as `experts/0/weight`.
  var numbers: [[String]] {
    switch self {
    case .object(let parts):
      parts.sorted { $0.key < $1.key }.flatMap { key, part in part.numbers.map { [key] + $0 } }
    case .list(let parts):
      parts.enumerated().flatMap { index, part in part.numbers.map { ["\(index)"] + $0 } }
    case .number: [[]]
    case .text, .other: []
    }
  }

  /// The places of everything but the whole.
  var places: [[String]] {
    switch self {
    case .object(let parts):
      parts.sorted { $0.key < $1.key }.flatMap { key, part in
        [[key]] + part.places.map { [key] + $0 }
      }
    case .list(let parts):
      parts.enumerated().flatMap { index, part in
        [["\(index)"]] + part.places.map { ["\(index)"] + $0 }
      }
    case .number, .text, .other: []
    }
  }

  /// The same with something else in a place; nothing there at all where `part` is nil.
  func replacing(_ place: ArraySlice<String>, with part: JSONNode?) -> JSONNode {
    guard let key = place.first else { return part ?? self }
    let rest = place.dropFirst()
    switch self {
    case .object(var parts):
      parts[key] = rest.isEmpty ? part : parts[key]?.replacing(rest, with: part)
      return .object(parts)
    case .list(var parts):
      guard let index = Int(key) else { return self }
      if rest.isEmpty, part == nil {
        parts.remove(at: index)
      } else {
        parts[index] = parts[index].replacing(rest, with: part)
      }
      return .list(parts)
    case .number, .text, .other: return self
    }
  }
}
