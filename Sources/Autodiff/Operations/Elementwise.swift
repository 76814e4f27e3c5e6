extension Tape {
  /// `x + y`, of one shape.
  public func add(_ x: Variable<Scalar>, _ y: Variable<Scalar>) -> Variable<Scalar> {
    requireSameShape("add", x, y)
    let out = workspace.uninitialized(x.rows, x.columns)
    workspace.elements(out.count) { start, n in
      kernels.add(n, x.pointer + start, y.pointer + start, out.pointer + start)
    }
    let (dx, dy) = (x.place, y.place)
    return record(out, from: [x, y]) { [unowned self] gradient in
      addGradient(gradient, to: dx)
      give(gradient, to: dy)
    }
  }

  /// `x + v`, a vector `[columns]` added to every row.
  public func addToRows(_ x: Variable<Scalar>, _ vector: Variable<Scalar>) -> Variable<Scalar> {
    precondition(
      vector.value.count == x.columns,
      "addToRows: a vector of \(vector.value.count) to [\(x.rows), \(x.columns)]")
    let columns = x.columns
    let out = workspace.uninitialized(x.rows, columns)
    workspace.rows(x.rows, columns: columns) { range in
      let start = range.lowerBound * columns
      kernels.addBias(
        Int64(range.count), Int64(columns), x.pointer + start, vector.pointer, out.pointer + start)
    }
    let (dx, dVector) = (x.place, vector.place)
    return record(out, from: [x, vector]) { [unowned self] gradient in
      addColumnSums(of: gradient, to: dVector)
      give(gradient, to: dx)
    }
  }

  /// `x * y`, elementwise, of one shape.
  public func multiply(_ x: Variable<Scalar>, _ y: Variable<Scalar>) -> Variable<Scalar> {
    requireSameShape("multiply", x, y)
    let out = workspace.uninitialized(x.rows, x.columns)
    workspace.elements(out.count) { start, n in
      kernels.multiply(n, x.pointer + start, y.pointer + start, out.pointer + start)
    }
    return record(out, from: [x, y]) { [unowned self] gradient in
      for (variable, other) in [(x, y), (y, x)] {
        guard let target = gradientSum(at: variable.place) else { continue }
        workspace.elements(gradient.count) { start, n in
          target.clear(start, Int(n))
          kernels.multiplyAdd(
            n, gradient.pointer + start, other.pointer + start, target.pointer + start)
        }
      }
    }
  }

  /// `a * x`.
  public func scale(_ x: Variable<Scalar>, by a: Scalar) -> Variable<Scalar> {
    let out = workspace.uninitialized(x.rows, x.columns)
    workspace.elements(out.count) { start, n in
      kernels.scale(n, a, x.pointer + start, out.pointer + start)
    }
    let place = x.place
    return record(out, from: [x]) { [unowned self] gradient in
      addGradient(gradient, to: place, scale: a)
    }
  }

  /// `w_r x_r`: each row times a constant of its own, `weights [rows]`.
  public func scaleRows(_ x: Variable<Scalar>, by weights: Matrix<Scalar>) -> Variable<Scalar> {
    precondition(
      weights.count == x.rows, "scaleRows: \(weights.count) weights for [\(x.rows), \(x.columns)]")
    let columns = x.columns
    let out = workspace.uninitialized(x.rows, columns)
    workspace.rows(x.rows, columns: columns) { range in
      let start = range.lowerBound * columns
      kernels.scaleRows(
        Int64(range.count), Int64(columns), Int64(columns), x.pointer + start,
        weights.pointer + range.lowerBound, Int64(columns), out.pointer + start)
    }
    let place = x.place
    return record(out, from: [x]) { [unowned self] gradient in
      guard let dx = gradientSum(at: place) else { return }
      workspace.rows(place.rows, columns: columns) { range in
        let start = range.lowerBound * columns
        dx.clear(start, range.count * columns)
        kernels.addScaledRows(
          Int64(range.count), Int64(columns), Int64(columns), gradient.pointer + start,
          weights.pointer + range.lowerBound, Int64(columns), dx.pointer + start)
      }
    }
  }

  /// `min(max(x, low), high)`; the gradient is 0 outside.
  public func clamp(_ x: Variable<Scalar>, _ low: Scalar, _ high: Scalar) -> Variable<Scalar> {
    let out = workspace.uninitialized(x.rows, x.columns)
    workspace.elements(out.count) { start, n in
      kernels.clamp(n, low, high, x.pointer + start, out.pointer + start)
    }
    return record(out, from: [x]) { [unowned self] gradient in
      guard let dx = gradientSum(at: x.place) else { return }
      workspace.elements(x.value.count) { start, n in
        dx.clear(start, Int(n))
        kernels.clampBackward(
          n, low, high, x.pointer + start, gradient.pointer + start, dx.pointer + start)
      }
    }
  }

  /// `1 / (1 + exp(−x))`.
  public func sigmoid(_ x: Variable<Scalar>) -> Variable<Scalar> {
    let out = workspace.uninitialized(x.rows, x.columns)
    workspace.elements(out.count) { start, n in
      kernels.sigmoid(n, x.pointer + start, out.pointer + start)
    }
    let place = x.place
    return record(out, from: [x]) { [unowned self] gradient in
      guard let dx = gradientSum(at: place) else { return }
      workspace.elements(out.count) { start, n in
        dx.clear(start, Int(n))
        kernels.sigmoidBackward(
          n, out.pointer + start, gradient.pointer + start, dx.pointer + start)
      }
    }
  }

  /// `x Φ(x)`, exactly (Hendrycks & Gimpel 2016).
  public func gelu(_ x: Variable<Scalar>) -> Variable<Scalar> {
    let out = workspace.uninitialized(x.rows, x.columns)
    workspace.elements(out.count) { start, n in
      kernels.gelu(n, x.pointer + start, out.pointer + start)
    }
    return record(out, from: [x]) { [unowned self] gradient in
      guard let dx = gradientSum(at: x.place) else { return }
      workspace.elements(x.value.count) { start, n in
        dx.clear(start, Int(n))
        kernels.geluBackward(n, x.pointer + start, gradient.pointer + start, dx.pointer + start)
      }
    }
  }

  /// Inverted dropout: 0 with probability `rate`, else `x / (1 − rate)`. Nothing outside training.
  public func dropout(
    _ x: Variable<Scalar>, rate: Scalar, _ stream: inout RandomStream
  ) -> Variable<Scalar> {
    precondition(rate >= 0 && rate < 1, "dropout: rate \(rate) is not in [0, 1)")
    if !isTraining || rate == 0 { return x }
    let seed = stream.seed
    let offset = stream.take(x.value.count)
    let out = workspace.uninitialized(x.rows, x.columns)
    workspace.elements(out.count) { start, n in
      kernels.dropout(
        n, rate, seed, offset &+ UInt64(start), x.pointer + start, out.pointer + start)
    }
    let place = x.place
    return record(out, from: [x]) { [unowned self] gradient in
      // Nobody reads the gradient of the result after this: it is masked where it lies.
      workspace.elements(gradient.count) { start, n in
        kernels.dropout(
          n, rate, seed, offset &+ UInt64(start), gradient.pointer + start,
          gradient.pointer + start)
      }
      give(gradient, to: place)
    }
  }

  /// `x + deviation · ε` with ε standard normal. Nothing outside training.
  public func addNoise(
    _ x: Variable<Scalar>, deviation: Scalar, _ stream: inout RandomStream
  ) -> Variable<Scalar> {
    if !isTraining || deviation == 0 { return x }
    let seed = stream.seed
    let offset = stream.take(x.value.count)
    let out = workspace.uninitialized(x.rows, x.columns)
    workspace.elements(out.count) { start, n in
      kernels.normal(n, seed, offset &+ UInt64(start), out.pointer + start)
      kernels.scale(n, deviation, out.pointer + start, out.pointer + start)
      kernels.axpy(n, 1, x.pointer + start, out.pointer + start)
    }
    let place = x.place
    return record(out, from: [x]) { [unowned self] gradient in give(gradient, to: place) }
  }

  /// `μ + exp(½ log σ²) ε` with ε standard normal (Kingma & Welling 2014), all `[rows, columns]`.
  public func sampleNormal(
    mean: Variable<Scalar>, logVariance: Variable<Scalar>, _ stream: inout RandomStream
  ) -> Variable<Scalar> {
    requireSameShape("sampleNormal", mean, logVariance)
    let seed = stream.seed
    let offset = stream.take(2 * mean.value.count)
    let noise = workspace.uninitialized(mean.rows, mean.columns)
    let deviation = workspace.uninitialized(mean.rows, mean.columns)
    let out = workspace.uninitialized(mean.rows, mean.columns)
    workspace.elements(out.count) { start, n in
      kernels.normal(n, seed, offset &+ UInt64(start), noise.pointer + start)
      kernels.scale(n, 0.5, logVariance.pointer + start, deviation.pointer + start)
      kernels.exponential(n, deviation.pointer + start, deviation.pointer + start)
      kernels.multiply(
        n, deviation.pointer + start, noise.pointer + start, noise.pointer + start)
      kernels.add(n, mean.pointer + start, noise.pointer + start, out.pointer + start)
    }
    // ∂z/∂μ = 1, ∂z/∂log σ² = ½ σ ε, and σ ε is what `noise` holds now.
    let (dMean, dLogVariance) = (mean.place, logVariance.place)
    return record(out, from: [mean, logVariance]) { [unowned self] gradient in
      addGradient(gradient, to: dMean)
      guard let target = gradientSum(at: dLogVariance) else { return }
      workspace.elements(gradient.count) { start, n in
        target.clear(start, Int(n))
        kernels.scale(n, 0.5, noise.pointer + start, noise.pointer + start)
        kernels.multiplyAdd(
          n, gradient.pointer + start, noise.pointer + start, target.pointer + start)
      }
    }
  }

  /// `dx += scale * gradient`.
  func addGradient(_ gradient: Matrix<Scalar>, to place: GradientPlace, scale: Scalar = 1) {
    guard let target = gradientSum(at: place) else { return }
    workspace.elements(gradient.count) { start, n in
      if target.isFresh {
        kernels.scale(n, scale, gradient.pointer + start, target.pointer + start)
      } else {
        kernels.axpy(n, scale, gradient.pointer + start, target.pointer + start)
      }
    }
  }

  func requireSameShape(_ operation: String, _ x: Variable<Scalar>, _ y: Variable<Scalar>) {
    precondition(
      x.rows == y.rows && x.columns == y.columns,
      "\(operation): [\(x.rows), \(x.columns)] and [\(y.rows), \(y.columns)]")
  }
}
