/// A dense row-major matrix in pooled memory, `[rows, columns]`. A vector is one row, a scalar 1 × 1.
///
/// A handle, not a value: copies share the elements. Whoever makes a matrix fills it before anyone else
/// sees it, and from then on it is only read; gradients, which are added to, are the tape's own.
public struct Matrix<Scalar: Real> {
  public let rows: Int
  public let columns: Int
  let buffer: AnyObject
  /// The elements, row after row; valid while this matrix or a copy of it is alive.
  package let pointer: UnsafeMutablePointer<Scalar>

  init(rows: Int, columns: Int, buffer: AnyObject, pointer: UnsafeMutablePointer<Scalar>) {
    self.rows = rows
    self.columns = columns
    self.buffer = buffer
    self.pointer = pointer
  }

  /// How many elements there are.
  public var count: Int { rows * columns }

  /// The elements, row after row, copied.
  public var elements: [Scalar] {
    withExtendedLifetime(buffer) { Array(UnsafeBufferPointer(start: pointer, count: count)) }
  }

  /// One row, copied, `[columns]`.
  public func row(_ index: Int) -> [Scalar] {
    precondition(index >= 0 && index < rows, "Matrix: row \(index) of \(rows)")
    return withExtendedLifetime(buffer) {
      Array(UnsafeBufferPointer(start: pointer + index * columns, count: columns))
    }
  }

  /// The one element of a 1 × 1 matrix.
  public var scalar: Scalar {
    precondition(rows == 1 && columns == 1, "Matrix: [\(rows), \(columns)] is not a scalar")
    return withExtendedLifetime(buffer) { pointer[0] }
  }

  /// Reads the elements in place, row after row.
  public func withElements<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(buffer) {} }
    return try body(UnsafeBufferPointer(start: pointer, count: count))
  }

  /// The rows of a range, sharing memory with this matrix.
  func rowsView(_ range: Range<Int>) -> Matrix {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= rows, "Matrix: rows \(range) of \(rows)")
    return Matrix(
      rows: range.count, columns: columns, buffer: buffer,
      pointer: pointer + range.lowerBound * columns)
  }

  func fill(_ value: Scalar) {
    if value == 0 {
      pointer.clear(count)
    } else {
      pointer.update(repeating: value, count: count)
    }
  }
}

extension UnsafeMutablePointer where Pointee: Real {
  /// Sets elements to 0, as bytes: a loop over a generic scalar takes some 4 ns for each.
  func clear(_ count: Int) {
    UnsafeMutableRawPointer(self).initializeMemory(
      as: UInt8.self, repeating: 0, count: count * MemoryLayout<Pointee>.stride)
  }
}
