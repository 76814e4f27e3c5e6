extension Tape {
  /// The rows of a range; shares memory with `x`.
  public func rows(_ x: Variable<Scalar>, _ range: Range<Int>) -> Variable<Scalar> {
    if range == 0..<x.rows { return x }
    let place = x.place
    return record(x.value.rowsView(range), from: [x]) { [unowned self] gradient in
      guard let dx = gradientToAdd(to: place) else { return }
      let start = range.lowerBound * place.columns
      workspace.elements(gradient.count) { offset, n in
        kernels.axpy(n, 1, gradient.pointer + offset, dx.pointer + start + offset)
      }
    }
  }

  /// The chosen rows, in the order given; a row may come twice. Complexity: O(rows × columns).
  public func gatherRows(_ x: Variable<Scalar>, _ rows: [Int32]) -> Variable<Scalar> {
    let columns = x.columns
    let out = workspace.uninitialized(rows.count, columns)
    for (place, row) in rows.enumerated() {
      precondition(row >= 0 && Int(row) < x.rows, "gatherRows: row \(row) of \(x.rows)")
      (out.pointer + place * columns).update(from: x.pointer + Int(row) * columns, count: columns)
    }
    let target = x.place
    return record(out, from: [x]) { [unowned self] gradient in
      guard let dx = gradientToAdd(to: target) else { return }
      let axpy = kernels.axpy
      for (place, row) in rows.enumerated() {
        axpy(
          Int64(columns), 1, gradient.pointer + place * columns, dx.pointer + Int(row) * columns)
      }
    }
  }

  /// The columns of a range.
  public func columns(_ x: Variable<Scalar>, _ range: Range<Int>) -> Variable<Scalar> {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= x.columns,
      "columns: \(range) of [\(x.rows), \(x.columns)]")
    let width = range.count
    let out = workspace.uninitialized(x.rows, width)
    for row in 0..<x.rows {
      (out.pointer + row * width).update(
        from: x.pointer + row * x.columns + range.lowerBound, count: width)
    }
    let place = x.place
    return record(out, from: [x]) { [unowned self] gradient in
      guard let dx = gradientToAdd(to: place) else { return }
      let axpy = kernels.axpy
      for row in 0..<place.rows {
        axpy(
          Int64(width), 1, gradient.pointer + row * width,
          dx.pointer + row * place.columns + range.lowerBound)
      }
    }
  }

  /// Matrices of the same number of rows, side by side.
  public func concatenateColumns(_ parts: [Variable<Scalar>]) -> Variable<Scalar> {
    let rows = parts.first?.rows ?? 0
    precondition(
      parts.allSatisfy { $0.rows == rows },
      "concatenateColumns: \(parts.map { "[\($0.rows), \($0.columns)]" }.joined(separator: ", "))")
    let width = parts.reduce(0) { $0 + $1.columns }
    let out = workspace.uninitialized(rows, width)
    var offset = 0
    for part in parts {
      for row in 0..<rows {
        (out.pointer + row * width + offset).update(
          from: part.pointer + row * part.columns, count: part.columns)
      }
      offset += part.columns
    }
    let places = parts.map(\.place)
    return record(out, from: parts) { [unowned self] gradient in
      let axpy = kernels.axpy
      var offset = 0
      for part in places {
        if let target = gradientToAdd(to: part) {
          for row in 0..<rows {
            axpy(
              Int64(part.columns), 1, gradient.pointer + row * width + offset,
              target.pointer + row * part.columns)
          }
        }
        offset += part.columns
      }
    }
  }

  /// Matrices of the same number of columns, one below the other.
  public func concatenateRows(_ parts: [Variable<Scalar>]) -> Variable<Scalar> {
    let columns = parts.first?.columns ?? 0
    precondition(
      parts.allSatisfy { $0.columns == columns },
      "concatenateRows: \(parts.map { "[\($0.rows), \($0.columns)]" }.joined(separator: ", "))")
    let out = workspace.uninitialized(parts.reduce(0) { $0 + $1.rows }, columns)
    var offset = 0
    for part in parts {
      (out.pointer + offset).update(from: part.pointer, count: part.value.count)
      offset += part.value.count
    }
    let places = parts.map(\.place)
    return record(out, from: parts) { [unowned self] gradient in
      var offset = 0
      for part in places {
        if let target = gradientToAdd(to: part) {
          kernels.axpy(
            Int64(target.count), 1, gradient.pointer + offset, target.pointer)
        }
        offset += part.rows * part.columns
      }
    }
  }
}
