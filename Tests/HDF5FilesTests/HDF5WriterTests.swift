import Foundation
import HDF5Files
import Testing

@Suite("Writing HDF5")
struct HDF5WriterTests {
  static let arrays: [TypedArray] = [
    TypedArray(.int8([-128, 0, 127])), TypedArray(.int16([-32768, 32767])),
    TypedArray(.int32([.min, 0, .max])), TypedArray(.int64([.min, 0, .max])),
    TypedArray(.uint8([0, 255])), TypedArray(.uint16([65535])), TypedArray(.uint32([.max])),
    TypedArray(.uint64([.max, 0])),
    TypedArray(.float32([.infinity, -0.5, .leastNonzeroMagnitude])),
    TypedArray(.float64([.pi, -.infinity])), TypedArray(.boolean([true, false, true])),
    TypedArray(.string(["", "a", "µ-glia", "日本"])),
    TypedArray(
      extent: .array([2]), type: .float(bits: 16), values: .float32([0.5, 65504])),
    TypedArray(scalar: .float64([0.25])), TypedArray(text: "one"),
    TypedArray(extent: .null, type: .float32, values: .float32([])),
    TypedArray(shape: [2, 3], .int32([1, 2, 3, 4, 5, 6])), TypedArray(.int32([])),
    TypedArray(shape: [0, 5], .float32([])), TypedArray(.string([])),
    TypedArray(shape: [1000, 40], .float32((0..<40_000).map(Float.init))),
    TypedArray(shape: [3, 1, 2], .uint8([1, 2, 3, 4, 5, 6])),
  ]

  @Test("a dataset reads as it was written", arguments: arrays)
  func roundTripOfDatasets(array: TypedArray) throws {
    try withTemporaryFolder { folder in
      let writer = try HDF5Writer(creating: "\(folder)/a.h5")
      try writer.write(array, to: "a/b")
      #expect(try writer.contents.read("a/b") == array)
      try writer.close()
      #expect(try HDF5File(path: "\(folder)/a.h5").read("a/b") == array)
    }
  }

  @Test("an attribute reads as it was written", arguments: arrays.filter { $0.count < 10_000 })
  func roundTripOfAttributes(array: TypedArray) throws {
    try withTemporaryFolder { folder in
      let writer = try HDF5Writer(creating: "\(folder)/a.h5")
      try writer.makeGroup("g")
      try writer.setAttribute("x", TypedArray(text: "before"), of: "g")
      try writer.setAttribute("x", array, of: "g")
      try writer.close()
      let file = try HDF5File(path: "\(folder)/a.h5")
      #expect(try file.attribute("x", of: "g") == array)
      #expect(try file.attributeNames(of: "g") == ["x"])
    }
  }

  @Test("numbers that packing makes hardly smaller are stored as they are")
  func noiseIsNotPacked() throws {
    var state: UInt64 = 1
    let noise = (0..<100_000).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(Double(state >> 11) * 0x1p-53)
    }
    // Noise in the middle alone: three pieces are looked at.
    let zeros = [Float](repeating: 0, count: 100_000)
    try withTemporaryFolder { folder in
      let writer = try HDF5Writer(creating: "\(folder)/a.h5")
      try writer.write(TypedArray(.float32(noise)), to: "noise")
      try writer.write(TypedArray(.float32(zeros + noise + zeros)), to: "partly")
      try writer.close()
      let file = try HDF5File(path: "\(folder)/a.h5")
      #expect(try file.describeDataset("noise").storage == .contiguous)
      #expect(try file.describeDataset("partly").filters.map(\.name) == ["gzip"])
      #expect(try file.read("noise").values == .float32(noise))
    }
  }

  @Test("large arrays are stored in compressed chunks, small ones as they are")
  func storage() throws {
    try withTemporaryFolder { folder in
      let writer = try HDF5Writer(creating: "\(folder)/a.h5")
      let large = TypedArray(
        shape: [10_000, 50], .float32([Float](repeating: 1, count: 500_000)))
      try writer.write(large, to: "large")
      try writer.write(TypedArray(.int32([1])), to: "small")
      try writer.close()
      let file = try HDF5File(path: "\(folder)/a.h5")
      let description = try file.describeDataset("large")
      #expect(description.storage == .chunked([655, 50]))
      #expect(description.filters.map(\.name) == ["gzip"])
      #expect(description.storedBytes < 100_000)
      #expect(try file.describeDataset("small").storage == .contiguous)
    }
  }

  @Test("the same calls give the same bytes a second later")
  func sameBytes() throws {
    try withTemporaryFolder { folder in
      for name in ["a", "b"] {
        let writer = try HDF5Writer(creating: "\(folder)/\(name)")
        for (number, array) in Self.arrays.enumerated() {
          try writer.write(array, to: ElementPath("g\(number % 3)/a\(number)"))
          try writer.setAttribute("x", TypedArray(text: "y"), of: ElementPath("g\(number % 3)"))
        }
        try writer.remove("g0")
        try writer.close()
        // HDF5 counts times in seconds.
        if name == "a" { Thread.sleep(forTimeInterval: 1.1) }
      }
      let first = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/a"))
      #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/b")) == first)
    }
  }

  @Test("a copy of a group holds all that is in it")
  func copy() throws {
    try withTemporaryFolder { folder in
      let first = try HDF5Writer(creating: "\(folder)/a.h5")
      try first.write(TypedArray(.int32([1, 2])), to: "g/inner/array")
      try first.setAttribute("x", TypedArray(text: "y"), of: "g")
      try first.close()
      let source = try HDF5File(path: "\(folder)/a.h5")
      let second = try HDF5Writer(creating: "\(folder)/b.h5")
      try second.copy("g", of: source, to: "h")
      try second.close()
      let file = try HDF5File(path: "\(folder)/b.h5")
      #expect(try file.read("h/inner/array").values == .int32([1, 2]))
      #expect(try file.attribute("x", of: "h")?.text == "y")
    }
  }

  @Test("a text with a zero character is refused, for HDF5 would cut it there")
  func zeroCharacter() throws {
    try withTemporaryFolder { folder in
      let writer = try HDF5Writer(creating: "\(folder)/a.h5")
      let error = try #require(throws: HDF5Error.self) {
        try writer.write(TypedArray(.string(["a", "b\0c"])), to: "texts")
      }
      #expect(error.reason == .textHoldsZero(entry: 1))
    }
  }

  @Test("an attribute beyond 64 KiB is refused with the way out")
  func largeAttribute() throws {
    try withTemporaryFolder { folder in
      let writer = try HDF5Writer(creating: "\(folder)/a.h5")
      try writer.makeGroup("obs")
      let names = TypedArray(.string((0..<5000).map { "column \($0)" }))
      let error = try #require(throws: HDF5Error.self) {
        try writer.setAttribute("column-order", names, of: "obs")
      }
      #expect(error.reason == .attributeTooLarge(name: "column-order"))
      #expect(error.description.contains("keep wide tables as a matrix in obsm"))
    }
  }

  @Test("text that is not UTF-8 is refused where it stands")
  func notUTF8() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a.h5"
      let writer = try HDF5Writer(creating: path)
      try writer.write(TypedArray(.string(["good", "bXXXXd"])), to: "texts")
      try writer.close()
      try patch(path, Array("bXXXXd".utf8), with: [98, 0xFF, 0xFE, 0xFF, 0xFE, 100])
      let file = try HDF5File(path: path)
      #expect(throws: HDF5Error(file: path, element: "texts", reason: .notUTF8(entry: 1))) {
        try file.read("texts")
      }
    }
  }

  @Test("a boolean that is neither FALSE nor TRUE is refused")
  func notBoolean() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a.h5"
      let writer = try HDF5Writer(creating: path)
      let pattern = (0..<24).map { $0 * $0 % 7 < 3 }
      try writer.write(TypedArray(.boolean(pattern)), to: "flags")
      try writer.close()
      let bytes = pattern.map { UInt8($0 ? 1 : 0) }
      try patch(path, bytes, with: Array(bytes.dropLast()) + [9])
      let file = try HDF5File(path: path)
      #expect(
        throws: HDF5Error(
          file: path, element: "flags", reason: .notBoolean(entry: 23, value: 9))
      ) { try file.read("flags") }
    }
  }
}
