import Foundation

/// The gold values of `Tests/Gold/gold.json`: float64 inputs, outputs and gradients computed elsewhere.
public struct GoldFile {
  private let root: [String: Any]

  public init() throws {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Gold/gold.json")
    root = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any] ?? [:]
  }

  /// The tensor at a path such as `flowAttention/gradients/q`, or a bare array or number.
  public func tensor(_ path: String) throws -> GoldTensor {
    var here: Any = root
    for part in path.split(separator: "/") {
      if let list = here as? [Any], let index = Int(part), list.indices.contains(index) {
        here = list[index]
      } else if let next = (here as? [String: Any])?[String(part)] {
        here = next
      } else {
        throw GoldError(path: path)
      }
    }
    if let object = here as? [String: Any], let shape = object["shape"] as? [Int],
      let data = object["data"] as? [Double]
    {
      return GoldTensor(shape: shape, data: data)
    }
    if let rows = here as? [[Double]] {
      return GoldTensor(shape: [rows.count, rows.first?.count ?? 0], data: rows.flatMap { $0 })
    }
    if let data = here as? [Double] { return GoldTensor(shape: [data.count], data: data) }
    if let number = here as? Double { return GoldTensor(shape: [], data: [number]) }
    throw GoldError(path: path)
  }
}

/// A tensor of the gold file, in row order.
public struct GoldTensor {
  public let shape: [Int]
  public let data: [Double]

  public init(shape: [Int], data: [Double]) {
    self.shape = shape
    self.data = data
  }

  /// `[heads, cells, width]` → `[cells, heads × width]`, as the attention operations lay it out.
  public var headsSideBySide: GoldTensor {
    let (heads, cells, width) = (shape[0], shape[1], shape[2])
    var out = [Double](repeating: 0, count: data.count)
    for head in 0..<heads {
      for cell in 0..<cells {
        for column in 0..<width {
          out[cell * heads * width + head * width + column] =
            data[(head * cells + cell) * width + column]
        }
      }
    }
    return GoldTensor(shape: [cells, heads * width], data: out)
  }
}

public struct GoldError: Error, CustomStringConvertible {
  let path: String
  public var description: String { "gold.json holds no numbers at \(path)" }
}
