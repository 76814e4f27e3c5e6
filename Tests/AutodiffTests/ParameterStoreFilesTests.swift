import Autodiff
import Foundation
import Testing

@Suite("Parameters in a file")
struct ParameterStoreFilesTests {
  /// A store of two parameters, not allocated.
  private func declared<Scalar: Real>(_: Scalar.Type) -> (
    store: ParameterStore<Scalar>, table: Parameter<Scalar>, bias: Parameter<Scalar>
  ) {
    let store = ParameterStore<Scalar>()
    let table = store.scope.parameter(
      "table", shape: [5, 3], initial: .normal(deviation: 1), decays: true)
    let bias = store.scope.parameter(
      "bias", shape: [7], initial: .normal(deviation: 1), decays: false)
    return (store, table, bias)
  }

  private func withFile(
    _ body: (_ file: SafeTensorsFile, _ url: URL, _ table: [Float], _ bias: [Float]) throws -> Void
  ) throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "histoglot-\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    let (store, table, bias) = declared(Float.self)
    store.allocate(seed: 3)
    try writeSafeTensors(store.tensors(), metadata: [:], to: url)
    try body(
      try SafeTensorsFile(reading: url), url, store.elements(of: table), store.elements(of: bias))
  }

  @Test("parameters taken from a file are those that were written, in either precision")
  func reading() throws {
    try withFile { file, _, table, bias in
      let single = declared(Float.self)
      try single.store.allocate(readingFrom: file)
      #expect(single.store.elements(of: single.table) == table)
      #expect(single.store.elements(of: single.bias) == bias)
      #expect(single.store.snapshot().count == single.store.count)
      let double = declared(Double.self)
      try double.store.allocate(readingFrom: file)
      #expect(double.store.elements(of: double.bias) == bias.map(Double.init))
    }
  }

  @Test("changing a parameter changes neither the others nor the file")
  func changing() throws {
    try withFile { file, url, table, bias in
      let before = try Data(contentsOf: url)
      let taken = declared(Float.self)
      try taken.store.allocate(readingFrom: file)
      let seen = taken.bias.value
      taken.bias.assign([Float](repeating: 2, count: 7))
      #expect(taken.store.elements(of: taken.bias) == [Float](repeating: 2, count: 7))
      #expect(taken.store.elements(of: taken.table) == table)
      // What was taken before still shows what it showed.
      #expect(seen.elements == bias)
      #expect(try Data(contentsOf: url) == before)
      let again = declared(Float.self)
      try again.store.allocate(readingFrom: file)
      again.store.blend(towards: taken.store, keeping: 0.5)
      #expect(again.store.elements(of: again.bias) == bias.map { 0.5 * $0 + 1 })
      #expect(try Data(contentsOf: url) == before)
    }
  }

  @Test("a store outlives the file's value and its name")
  func lifetime() throws {
    let taken = declared(Float.self)
    var expected: [Float] = []
    try withFile { file, _, table, _ in
      try taken.store.allocate(readingFrom: file)
      expected = table
    }
    #expect(taken.store.elements(of: taken.table) == expected)
  }

  @Test("a file that was written to meanwhile is told, one that was replaced does no harm")
  func changedMeanwhile() throws {
    try withFile { file, url, table, _ in
      let taken = declared(Float.self)
      try taken.store.allocate(readingFrom: file)
      try taken.store.requireUnchanged()
      let bytes = try Data(contentsOf: url)
      // Replaced by another file of the same name.
      try FileManager.default.removeItem(at: url)
      try Data(repeating: 0, count: bytes.count).write(to: url)
      try taken.store.requireUnchanged()
      #expect(taken.store.elements(of: taken.table) == table)
      try bytes.write(to: url)
      let again = declared(Float.self)
      try again.store.allocate(readingFrom: try SafeTensorsFile(reading: url))
      let handle = try FileHandle(forUpdating: url)
      try handle.seek(toOffset: UInt64(bytes.count - 4))
      try handle.write(contentsOf: Data([1, 2, 3, 4]))
      try handle.close()
      #expect(throws: ParameterFileError.self) { try again.store.requireUnchanged() }
    }
  }

  @Test("tensors that stand askew in a file, or hold no number, are met as well", arguments: 0..<8)
  func alignment(spaces: Int) throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "histoglot-\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    for last in [Float(0.5), .nan] {
      let values = (0..<21).map(Float.init) + [last]
      let header =
        #"{"table":{"dtype":"F32","shape":[5,3],"data_offsets":[0,60]},"bias":{"dtype":"F32","shape":[7],"data_offsets":[60,88]}}"#
        + String(repeating: " ", count: spaces)
      var data = Data()
      withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { data.append(contentsOf: $0) }
      data.append(Data(header.utf8))
      values.withUnsafeBytes { data.append(contentsOf: $0) }
      try data.write(to: url)
      let taken = declared(Float.self)
      let file = try SafeTensorsFile(reading: url)
      if last.isNaN {
        #expect(throws: ParameterFileError.self) { try taken.store.allocate(readingFrom: file) }
      } else {
        try taken.store.allocate(readingFrom: file)
        #expect(taken.store.elements(of: taken.table) == Array(values[..<15]))
        #expect(taken.store.elements(of: taken.bias) == Array(values[15...]))
      }
    }
  }
}
