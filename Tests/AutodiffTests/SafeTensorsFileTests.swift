import Autodiff
import Foundation
import Testing

@Suite struct SafeTensorsFileTests {
  /// Opens a file of these bytes.
  private func open(_ data: Data) throws -> SafeTensorsFile {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "histoglot-\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    try data.write(to: url)
    return try SafeTensorsFile(reading: url)
  }

  private func bytes(header: String, length: UInt64? = nil, body: Int) -> Data {
    var data = Data()
    let text = Data(header.utf8)
    withUnsafeBytes(of: (length ?? UInt64(text.count)).littleEndian) {
      data.append(contentsOf: $0)
    }
    data.append(text)
    data.append(Data(count: body))
    return data
  }

  @Test func `what is written is read again, bit for bit, with its shapes and text`() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "histoglot-\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    let values: [Float] = [0, -0.0, .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -7]
    try writeSafeTensors(
      [
        NamedTensor(name: "b.weight", shape: [2, 3], elements: values),
        NamedTensor(name: "a \"quoted\" ü", shape: [0, 4], elements: []),
        NamedTensor(name: "scalar", shape: [], elements: [5]),
      ], metadata: ["format": "pt", "note": "µm"], to: url)
    let file = try SafeTensorsFile(reading: url)
    #expect(Set(file.entries.map(\.name)) == ["b.weight", "a \"quoted\" ü", "scalar"])
    let entry = try #require(file["b.weight"])
    #expect(entry.shape == [2, 3])
    let read = try file.elements(of: entry, as: Float.self)
    #expect(read.map(\.bitPattern) == values.map(\.bitPattern))
    #expect(try file.elements(of: entry, as: Double.self) == values.map(Double.init))
    let empty = try #require(file["a \"quoted\" ü"])
    #expect(try file.elements(of: empty, as: Float.self) == [])
    #expect(file.metadata == ["format": "pt", "note": "µm"])
  }

  static let hostile: [(why: String, header: String, body: Int)] = [
    ("no JSON", "what", 0), ("a list", "[]", 0), ("a number", "3", 0), ("nothing", "", 0),
    ("cut off", #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,"#, 4),
    ("no offsets", #"{"a":{"dtype":"F32","shape":[1]}}"#, 4),
    ("three offsets", #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}"#, 4),
    ("an offset below 0", #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[-4,4]}}"#, 8),
    ("offsets the wrong way", #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4),
    ("beyond the end", #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 4),
    ("more than its place", #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, 8),
    ("a side below 0", #"{"a":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}"#, 8),
    (
      "a shape whose size overflows",
      #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, 0
    ),
    (
      "a number beyond any integer",
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,99999999999999999999]}}"#, 4
    ),
    ("an unknown type", #"{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}"#, 4),
    ("text for a shape", #"{"a":{"dtype":"F32","shape":"1","data_offsets":[0,4]}}"#, 4),
    ("numbers in the free text", #"{"__metadata__":{"a":1}}"#, 0),
  ]

  @Test(arguments: hostile)
  func `a header that lies is refused`(why: String, header: String, body: Int) {
    let error = #expect(throws: ParameterFileError.self, "\(why)") {
      try open(bytes(header: header, body: body))
    }
    #expect(error?.description.contains(";") == true)
    #expect(error?.description.contains("\n") == false)
  }

  @Test(arguments: [UInt64(3), 1 << 20, UInt64(Int.max), UInt64.max - 7, .max])
  func `a header length that leads out of the file is refused`(length: UInt64) {
    #expect(throws: ParameterFileError.self) {
      try open(bytes(header: "{}", length: length, body: 0))
    }
  }

  @Test(arguments: 0..<8) func `a file shorter than its header length is refused`(count: Int) {
    #expect(throws: ParameterFileError.self) { try open(Data(count: count)) }
  }

  @Test func `half precision is named as what cannot be read`() throws {
    let header = #"{"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}"#
    let file = try open(bytes(header: header, body: 4))
    let error = #expect(throws: ParameterFileError.self) {
      try file.elements(of: file.entries[0], as: Float.self)
    }
    #expect(error?.description.contains("BF16") == true)
  }

  @Test func `whatever single byte of a header is changed, the file is read or refused`() throws {
    let header =
      #"{"__metadata__":{"x":"y"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}"#
    let sound = bytes(header: header, body: 16)
    var refused = 0
    var generator = SeededGenerator(seed: 4)
    for place in 0..<8 + header.utf8.count {
      for _ in 0..<8 {
        var changed = sound
        changed[place] = UInt8(truncatingIfNeeded: generator.next())
        do {
          let file = try open(changed)
          for entry in file.entries { _ = try? file.elements(of: entry, as: Float.self) }
        } catch is ParameterFileError {
          refused += 1
        }
      }
    }
    // Most of the header carries meaning.
    #expect(refused > 300)
  }
}
