import Foundation

/// A file of named tensors in the safetensors format (Hugging Face), mapped into memory.
///
/// Layout: 8 bytes little-endian header length, a JSON header, then the elements. What the header says is
/// checked against the file before anything is read.
public struct SafeTensorsFile: Sendable {
  /// Where a tensor lies.
  public struct Entry: Sendable, Equatable {
    public let name: String
    public let shape: [Int]
    /// As the format writes it: `F32`, `F64`, `I64`, …
    public let type: String
    let bytes: Range<Int>
  }

  public let path: String
  /// The tensors, by their place in the file.
  public let entries: [Entry]
  /// Free text the writer left.
  public let metadata: [String: String]
  private let data: Data
  /// The file as it was when it was opened.
  private let state: FileState?

  /// Which file it is, how large, and when it was written to.
  private struct FileState: Sendable, Equatable {
    var identity: UInt64
    var size: Int64
    var seconds: Int
    var nanoseconds: Int

    init?(path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      identity = UInt64(status.st_ino)
      size = Int64(status.st_size)
      #if canImport(Darwin)
        (seconds, nanoseconds) = (status.st_mtimespec.tv_sec, status.st_mtimespec.tv_nsec)
      #else
        (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
      #endif
    }
  }

  /// Throws where the file was written to since it was opened, which changes what was mapped. A file that was replaced
  /// or removed is another matter: what was mapped stays.
  public func requireUnchanged() throws {
    guard let state, let now = FileState(path: path), now.identity == state.identity else { return }
    guard now == state else { throw ParameterFileError(path: path, reason: .changedMeanwhile) }
  }

  /// Opens and checks a file.
  public init(reading url: URL) throws {
    path = url.path
    state = FileState(path: url.path)
    do {
      data = try Data(contentsOf: url, options: .alwaysMapped)
    } catch {
      throw ParameterFileError(path: path, reason: .unreadable(error.localizedDescription))
    }
    (entries, metadata) = try Self.parse(data, path: path)
  }

  /// The elements of a tensor of floating-point numbers, in row order.
  public func elements<Scalar: Real>(of entry: Entry, as _: Scalar.Type) throws -> [Scalar] {
    let count = try elementCount(of: entry)
    return [Scalar](unsafeUninitializedCapacity: count) { target, filled in
      if let base = target.baseAddress { copy(entry, to: base) }
      filled = count
    }
  }

  /// Copies the elements of a tensor of floating-point numbers, in row order, from the mapped file to their place.
  func read<Scalar: Real>(_ entry: Entry, into target: Matrix<Scalar>) throws {
    let count = try elementCount(of: entry)
    precondition(
      count == target.count,
      "SafeTensorsFile: \(count) elements for [\(target.rows), \(target.columns)]")
    copy(entry, to: target.pointer)
  }

  /// Where the elements of a tensor stand in the mapped file, for as long as this value or a copy of it lives; nil where
  /// they are of another type or stand askew.
  func place<Scalar: Real>(of entry: Entry, as _: Scalar.Type) -> UnsafePointer<Scalar>? {
    guard entry.type == Scalar.safeTensorsName else { return nil }
    // A mapped file does not move while its Data lives.
    return data.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress.map({ $0 + entry.bytes.lowerBound }),
        Int(bitPattern: start) % MemoryLayout<Scalar>.alignment == 0
      else { return nil }
      return start.assumingMemoryBound(to: Scalar.self)
    }
  }

  private func elementCount(of entry: Entry) throws -> Int {
    switch entry.type {
    case "F32": return entry.bytes.count / MemoryLayout<Float>.size
    case "F64": return entry.bytes.count / MemoryLayout<Double>.size
    default:
      throw ParameterFileError(
        path: path, reason: .unsupportedType(tensor: entry.name, type: entry.type))
    }
  }

  /// The tensor of a name.
  public subscript(_ name: String) -> Entry? { entries.first { $0.name == name } }

  private func copy<Scalar: Real>(_ entry: Entry, to target: UnsafeMutablePointer<Scalar>) {
    if entry.type == Scalar.safeTensorsName {
      data.withUnsafeBytes { bytes in
        let region = UnsafeRawBufferPointer(rebasing: bytes[entry.bytes])
        UnsafeMutableRawBufferPointer(start: target, count: region.count).copyMemory(from: region)
      }
    } else if entry.type == Float.safeTensorsName {
      convert(entry, from: Float.self, to: target)
    } else {
      convert(entry, from: Double.self, to: target)
    }
  }

  private func convert<Stored: Real, Scalar: Real>(
    _ entry: Entry, from _: Stored.Type, to target: UnsafeMutablePointer<Scalar>
  ) {
    data.withUnsafeBytes { bytes in
      let region = UnsafeRawBufferPointer(rebasing: bytes[entry.bytes])
      let size = MemoryLayout<Stored>.size
      for index in 0..<region.count / size {
        target[index] = Scalar(
          region.loadUnaligned(fromByteOffset: index * size, as: Stored.self))
      }
    }
  }

  private static func parse(
    _ data: Data, path: String
  ) throws -> (entries: [Entry], metadata: [String: String]) {
    func fault(_ what: String) -> ParameterFileError {
      ParameterFileError(path: path, reason: .malformed(what))
    }
    guard data.count >= 8 else {
      throw fault("\(data.count) bytes, shorter than its header length")
    }
    let length = data.withUnsafeBytes {
      UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self))
    }
    guard length <= UInt64(data.count - 8) else {
      throw fault("a header of \(length) bytes in a file of \(data.count)")
    }
    let start = 8 + Int(length)
    let header = data.subdata(in: 8..<start)
    guard let object = try? JSONDecoder().decode([String: HeaderValue].self, from: header) else {
      throw fault("the header is not the JSON that safetensors prescribes")
    }
    var entries: [Entry] = []
    var metadata: [String: String] = [:]
    for (name, value) in object {
      switch value {
      case .metadata(let text): metadata = text
      case .tensor(let tensor):
        guard let size = elementSizes[tensor.dtype] else {
          throw fault("tensor \(name) has the unknown type \(tensor.dtype)")
        }
        guard tensor.offsets.count == 2, tensor.offsets[0] >= 0,
          tensor.offsets[1] >= tensor.offsets[0],
          tensor.offsets[1] <= data.count - start
        else { throw fault("tensor \(name) lies outside the file") }
        var bytes = size
        for side in tensor.shape {
          let (product, overflow) = bytes.multipliedReportingOverflow(by: side)
          guard side >= 0, !overflow else {
            throw fault("tensor \(name) has shape \(tensor.shape)")
          }
          bytes = product
        }
        guard bytes == tensor.offsets[1] - tensor.offsets[0] else {
          throw fault("tensor \(name) of shape \(tensor.shape) does not fill its place")
        }
        entries.append(
          Entry(
            name: name, shape: tensor.shape, type: tensor.dtype,
            bytes: start + tensor.offsets[0]..<start + tensor.offsets[1]))
      }
    }
    entries.sort { ($0.bytes.lowerBound, $0.name) < ($1.bytes.lowerBound, $1.name) }
    return (entries, metadata)
  }

  private static let elementSizes = [
    "F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1,
    "BOOL": 1, "U16": 2, "U32": 4, "U64": 8,
  ]
}

/// One value of the header: a tensor's place, or the free text under `__metadata__`.
private enum HeaderValue: Decodable {
  struct Tensor: Decodable {
    let dtype: String
    let shape: [Int]
    let offsets: [Int]

    private enum CodingKeys: String, CodingKey {
      case dtype
      case shape
      case offsets = "data_offsets"
    }
  }

  case tensor(Tensor)
  case metadata([String: String])

  init(from decoder: any Decoder) throws {
    if decoder.codingPath.last?.stringValue == "__metadata__" {
      self = .metadata(try [String: String](from: decoder))
    } else {
      self = .tensor(try Tensor(from: decoder))
    }
  }
}
