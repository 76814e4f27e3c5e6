import Foundation

/// A tensor to be written.
public struct NamedTensor<Scalar: Real> {
  public let name: String
  public let shape: [Int]
  /// In row order.
  public let elements: [Scalar]

  public init(name: String, shape: [Int], elements: [Scalar]) {
    precondition(
      shape.reduce(1, *) == elements.count,
      "NamedTensor \(name): \(elements.count) elements for \(shape)")
    self.name = name
    self.shape = shape
    self.elements = elements
  }
}

/// Writes a safetensors file: the same tensors and text give the same bytes.
///
/// The file appears whole or not at all: it is written beside its place, synced and renamed.
public func writeSafeTensors<Scalar: Real>(
  _ tensors: [NamedTensor<Scalar>], metadata: [String: String], to url: URL
) throws {
  var header: [String: SafeTensorsHeader] = [:]
  var offset = 0
  for tensor in tensors {
    let size = tensor.elements.count * MemoryLayout<Scalar>.size
    header[tensor.name] = .tensor(
      dtype: Scalar.safeTensorsName, shape: tensor.shape, offsets: [offset, offset + size])
    offset += size
  }
  if !metadata.isEmpty { header["__metadata__"] = .metadata(metadata) }
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  var json = try encoder.encode(header)
  // The elements begin at a multiple of 64, where the format asks for 8: they are used where they stand in the file, and
  // rows of whole cache lines are read faster.
  while (8 + json.count) % 64 != 0 { json.append(UInt8(ascii: " ")) }
  var data = Data(capacity: 8 + json.count + offset)
  withUnsafeBytes(of: UInt64(json.count).littleEndian) { data.append(contentsOf: $0) }
  data.append(json)
  for tensor in tensors { tensor.elements.withUnsafeBytes { data.append(contentsOf: $0) } }
  try writeAtomically(data, to: url)
}

private enum SafeTensorsHeader: Encodable {
  case tensor(dtype: String, shape: [Int], offsets: [Int])
  case metadata([String: String])

  private enum Key: String, CodingKey {
    case dtype
    case shape
    case offsets = "data_offsets"
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .metadata(let text): try text.encode(to: encoder)
    case .tensor(let dtype, let shape, let offsets):
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(dtype, forKey: .dtype)
      try container.encode(shape, forKey: .shape)
      try container.encode(offsets, forKey: .offsets)
    }
  }
}
