import ParallelLoops

/// All the parameters of a model in one run of memory, with their gradients beside them.
///
/// One run, so that clipping, the optimiser and files see one long vector; each parameter is a view of it.
/// Build it by making layers from a `ParameterScope`, then call `allocate` once.
public final class ParameterStore<Scalar: Real> {
  /// What is known of a parameter before it has memory.
  struct Declaration {
    let name: String
    let shape: [Int]
    let initial: Initialization
    let decays: Bool
    var rateScale: Scalar = 1
    var isFrozen = false
    let offset: Int

    var count: Int { shape.reduce(1, *) }
  }

  private(set) var declarations: [Declaration] = []
  /// How many scalars the parameters hold together.
  public private(set) var count = 0
  private var memory: Matrix<Scalar>?
  /// Where the values stand in a file, until somebody wants to change them.
  private var mapping: MappedParameters<Scalar>?
  private var gradientMemory: Matrix<Scalar>?
  private let workspace = Workspace<Scalar>()

  public init() {}

  /// The outermost scope, whose names have no prefix.
  public var scope: ParameterScope<Scalar> { ParameterScope(store: self, prefix: "") }

  /// The names, in the order of declaration.
  public var names: [String] { declarations.map(\.name) }

  /// The shape of a parameter, as a file holds it.
  public func shape(of parameter: Parameter<Scalar>) -> [Int] {
    declarations[parameter.index].shape
  }

  func declare(name: String, shape: [Int], initial: Initialization, decays: Bool) -> Parameter<
    Scalar
  > {
    precondition(
      memory == nil && mapping == nil,
      "ParameterStore: \(name) is declared after the memory was allocated")
    precondition(
      !declarations.contains { $0.name == name }, "ParameterStore: \(name) is declared twice")
    declarations.append(
      Declaration(name: name, shape: shape, initial: initial, decays: decays, offset: count))
    // Each parameter begins on a cache line of its own.
    count += (declarations[declarations.count - 1].count + 15) / 16 * 16
    let rows = shape.count == 1 ? 1 : shape[0]
    let columns = shape.count == 1 ? shape[0] : shape.dropFirst().reduce(1, *)
    return Parameter(store: self, index: declarations.count - 1, rows: rows, columns: columns)
  }

  /// Takes the memory and fills each parameter as it was declared to begin.
  public func allocate(seed: UInt64) {
    let values = workspace.filled(1, count, with: 0)
    memory = values
    for (index, declaration) in declarations.enumerated() {
      declaration.initial.fill(
        values.pointer + declaration.offset, shape: declaration.shape, kernels: workspace.kernels,
        seed: mix(seed, UInt64(index)))
    }
  }

  /// Takes the memory for parameters that are about to be read; only what lies between them is filled, with zeros.
  func allocateUnfilled() {
    let values = workspace.uninitialized(1, count)
    memory = values
    mapping = nil
    for (index, declaration) in declarations.enumerated() {
      let end = declaration.offset + declaration.count
      let next = index + 1 < declarations.count ? declarations[index + 1].offset : count
      (values.pointer + end).clear(next - end)
    }
  }

  /// Leaves the values where they stand in a file.
  func use(_ mapping: MappedParameters<Scalar>) {
    memory = nil
    self.mapping = mapping
  }

  /// The values in memory of the store's own, `[1, count]`, copied from their file when first asked for; nil before they
  /// were allocated.
  var values: Matrix<Scalar>? {
    if let mapping {
      allocateUnfilled()
      for (index, declaration) in declarations.enumerated() {
        guard let memory else { break }
        (memory.pointer + declaration.offset).update(
          from: mapping.pointers[index], count: declaration.count)
      }
    }
    return memory
  }

  /// Throws where values stand in a file that was written to since they were taken from it: whoever trusts what was
  /// computed asks this last.
  public func requireUnchanged() throws { try mapping?.file.requireUnchanged() }

  /// Where the values of a parameter stand now, only to be read, and what keeps them there.
  func place(ofParameterAt index: Int) -> (pointer: UnsafeMutablePointer<Scalar>, owner: AnyObject)?
  {
    if let mapping { return (mapping.pointers[index], mapping) }
    return memory.map { ($0.pointer + declarations[index].offset, $0.buffer) }
  }

  /// The gradients, allocated when first asked for; those of frozen parameters are 0.
  var gradients: Matrix<Scalar> {
    if let gradientMemory { return gradientMemory }
    let matrix = workspace.filled(1, count, with: 0)
    gradientMemory = matrix
    return matrix
  }

  /// Sets all gradients to 0.
  ///
  /// - Parameter loop: the threads that work on it.
  public func clearGradients(in loop: ParallelLoop = ParallelLoop(threads: 1)) {
    guard let gradients = gradientMemory else { return }
    for declaration in declarations where !declaration.isFrozen {
      let first = gradients.pointer + declaration.offset
      loop.rows(declaration.count, perPiece: 1 << 20) { range, _ in
        (first + range.lowerBound).clear(range.count)
      }
    }
  }

  func isTrainable(_ parameter: Parameter<Scalar>) -> Bool {
    !declarations[parameter.index].isFrozen
  }

  /// Multiplies the learning rate of every parameter whose name begins with `prefix`; 0 freezes them.
  public func scaleRate(ofNamesWithPrefix prefix: String, by scale: Scalar) {
    for index in declarations.indices where declarations[index].name.hasPrefix(prefix) {
      declarations[index].rateScale = scale
      declarations[index].isFrozen = scale == 0
      if scale == 0, let gradients = gradientMemory {
        (gradients.pointer + declarations[index].offset).clear(declarations[index].count)
      }
    }
  }

  /// The elements of a parameter, copied, in the order of its shape.
  public func elements(of parameter: Parameter<Scalar>) -> [Scalar] { parameter.value.elements }

  /// The parameter of a name.
  public func parameter(named name: String) -> Parameter<Scalar>? {
    declarations.firstIndex { $0.name == name }.map { index in
      let shape = declarations[index].shape
      return Parameter(
        store: self, index: index, rows: shape.count == 1 ? 1 : shape[0],
        columns: shape.count == 1 ? shape[0] : shape.dropFirst().reduce(1, *))
    }
  }

  /// Whether every element is finite, told by a vector loop: 0 · x is 0 for those and NaN for all others.
  func isFinite(_ matrix: Matrix<Scalar>) -> Bool {
    let zeros = workspace.filled(1, min(matrix.count, 1 << 14), with: 0)
    return stride(from: 0, to: matrix.count, by: 1 << 14).allSatisfy { start in
      let count = min(zeros.count, matrix.count - start)
      return workspace.kernels.dot(Int64(count), matrix.pointer + start, zeros.pointer) == 0
    }
  }

  /// `θ ← keeping · θ + (1 − keeping) · θ_other`, value by value.
  public func blend(towards other: ParameterStore, keeping: Scalar) {
    guard let values, let others = other.values else {
      preconditionFailure("ParameterStore: blended before allocated")
    }
    precondition(
      other.count == count, "ParameterStore: \(other.count) values blended into \(count)")
    workspace.kernels.scale(Int64(count), keeping, values.pointer, values.pointer)
    workspace.kernels.axpy(Int64(count), 1 - keeping, others.pointer, values.pointer)
  }

  /// All values, copied; with `restore`, what early stopping needs.
  public func snapshot() -> [Scalar] { values?.elements ?? [] }

  /// Puts a snapshot back.
  public func restore(_ snapshot: [Scalar]) {
    guard let values else { preconditionFailure("ParameterStore: restored before allocated") }
    precondition(
      snapshot.count == count, "ParameterStore: a snapshot of \(snapshot.count) for \(count)")
    snapshot.withUnsafeBufferPointer {
      if let base = $0.baseAddress { values.pointer.update(from: base, count: count) }
    }
  }
}

/// A parameter of a store: a matrix `[rows, columns]` (a vector is one row) with its gradient.
public struct Parameter<Scalar: Real> {
  let store: ParameterStore<Scalar>
  let index: Int
  public let rows: Int
  public let columns: Int

  /// The parameter's values, where the store has them.
  public var value: Matrix<Scalar> {
    guard let place = store.place(ofParameterAt: index) else {
      preconditionFailure("Parameter \(name): read before the store allocated its memory")
    }
    return Matrix(rows: rows, columns: columns, buffer: place.owner, pointer: place.pointer)
  }

  /// The parameter's values in memory that may be written.
  var ownValue: Matrix<Scalar> {
    guard let values = store.values else {
      preconditionFailure("Parameter \(name): written before the store allocated its memory")
    }
    return view(of: values)
  }

  /// The gradient collected so far, in the store's memory.
  public var gradient: Matrix<Scalar> { view(of: store.gradients) }

  /// The name, with the names of the layers around it.
  public var name: String { store.declarations[index].name }

  /// Overwrites the values.
  public func assign(_ elements: [Scalar]) {
    let target = ownValue
    precondition(
      elements.count == target.count, "Parameter \(name): \(elements.count) for \(target.count)")
    elements.withUnsafeBufferPointer {
      if let base = $0.baseAddress { target.pointer.update(from: base, count: elements.count) }
    }
  }

  private func view(of memory: Matrix<Scalar>) -> Matrix<Scalar> {
    Matrix(
      rows: rows, columns: columns, buffer: memory.buffer,
      pointer: memory.pointer + store.declarations[index].offset)
  }
}
