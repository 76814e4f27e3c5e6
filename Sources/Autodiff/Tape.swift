/// Records operations so that gradients can be sent back through them.
///
/// An operation is a method that computes its result at once and, where the tape records and some input
/// wants a gradient, leaves behind how to pass the gradient on. A tape that does not record keeps nothing:
/// each matrix goes back to the pool when the last variable that names it does. One tape, one thread.
public final class Tape<Scalar: Real> {
  public let workspace: Workspace<Scalar>
  /// Whether gradients will be asked for.
  public let isRecording: Bool
  /// Whether this is training: dropout and noise act only then.
  public let isTraining: Bool

  private var nodes: [Node] = []

  private struct Node {
    let rows: Int
    let columns: Int
    var gradient: Matrix<Scalar>?
    let backward: ((Matrix<Scalar>) -> Void)?
  }

  /// - Parameters:
  ///   - isRecording: whether gradients will be asked for.
  ///   - isTraining: whether dropout and noise act; by default where the tape records.
  public init(_ workspace: Workspace<Scalar>, isRecording: Bool, isTraining: Bool? = nil) {
    precondition(
      !isRecording || workspace.brainFloatProducts == nil,
      "Tape: it records in a workspace of less than fp32, which keeps weights as they were")
    self.workspace = workspace
    self.isRecording = isRecording
    self.isTraining = isTraining ?? isRecording
  }

  var kernels: Kernels<Scalar> { workspace.kernels }

  /// A value that wants no gradient.
  public func constant(_ matrix: Matrix<Scalar>) -> Variable<Scalar> {
    Variable(tape: self, value: matrix, node: nil)
  }

  /// A value that wants a gradient, to be read with `gradient(of:)` after `backward`.
  public func input(_ matrix: Matrix<Scalar>) -> Variable<Scalar> {
    isRecording ? addNode(matrix, gradient: nil, backward: nil) : constant(matrix)
  }

  /// A parameter: its gradient is added to the store's.
  public func parameter(_ parameter: Parameter<Scalar>) -> Variable<Scalar> {
    guard isRecording, parameter.store.isTrainable(parameter) else {
      return constant(parameter.value)
    }
    return addNode(parameter.value, gradient: parameter.gradient, backward: nil)
  }

  /// Records an operation.
  ///
  /// - Parameters:
  ///   - value: what the operation computed.
  ///   - inputs: what it computed it from.
  ///   - backward: given the gradient with respect to `value`, adds to the gradients of the inputs.
  package func record(
    _ value: Matrix<Scalar>, from inputs: [Variable<Scalar>],
    backward: @escaping (_ gradient: Matrix<Scalar>) -> Void
  ) -> Variable<Scalar> {
    guard isRecording, inputs.contains(where: \.wantsGradient) else { return constant(value) }
    return addNode(value, gradient: nil, backward: backward)
  }

  private func addNode(
    _ value: Matrix<Scalar>, gradient: Matrix<Scalar>?, backward: ((Matrix<Scalar>) -> Void)?
  ) -> Variable<Scalar> {
    nodes.append(
      Node(rows: value.rows, columns: value.columns, gradient: gradient, backward: backward))
    return Variable(tape: self, value: value, node: nodes.count - 1)
  }

  /// The matrix that collects the gradient of a variable, 0 at first; nil where it wants none.
  package func gradientToAdd(to variable: Variable<Scalar>) -> Matrix<Scalar>? {
    gradientToAdd(to: variable.place)
  }

  /// The matrix that collects a gradient, 0 at first; nil where none is wanted.
  func gradientToAdd(to place: GradientPlace) -> Matrix<Scalar>? {
    guard let sum = gradientSum(at: place) else { return nil }
    if sum.isFresh {
      workspace.elements(sum.matrix.count) { start, n in sum.clear(start, Int(n)) }
    }
    return sum.matrix
  }

  /// The matrix that collects a gradient, and whether it holds anything yet; nil where none is wanted.
  ///
  /// Whoever gets a fresh one writes all of it: a pass of zeros over memory costs as much as the sum.
  func gradientSum(at place: GradientPlace) -> GradientSum<Scalar>? {
    guard let node = place.node else { return nil }
    if let gradient = nodes[node].gradient { return GradientSum(matrix: gradient, isFresh: false) }
    let gradient = workspace.uninitialized(place.rows, place.columns)
    nodes[node].gradient = gradient
    return GradientSum(matrix: gradient, isFresh: true)
  }

  /// Where a kernel that computes several gradients at once puts one that nobody wants.
  func unwantedSum(_ place: GradientPlace) -> GradientSum<Scalar> {
    GradientSum(matrix: workspace.uninitialized(place.rows, place.columns), isFresh: true)
  }

  /// Adds a gradient that nobody else holds: where it is the first, without a copy.
  func give(_ gradient: Matrix<Scalar>, to place: GradientPlace) {
    guard let node = place.node else { return }
    if nodes[node].gradient == nil {
      nodes[node].gradient = gradient
    } else {
      addGradient(gradient, to: place)
    }
  }

  /// Sends gradients back from a scalar loss, once. Memory of an operation is freed as it is passed.
  ///
  /// - Parameter scale: the gradient of the loss itself; loss scaling, or 1/chunks.
  public func backward(from loss: Variable<Scalar>, scale: Scalar = 1) {
    precondition(
      loss.rows == 1 && loss.columns == 1, "backward: the loss is [\(loss.rows), \(loss.columns)]")
    backward(from: loss, gradient: workspace.filled(1, 1, with: scale))
  }

  /// Sends a given gradient back from a variable of the same shape, once.
  public func backward(from variable: Variable<Scalar>, gradient: Matrix<Scalar>) {
    precondition(
      variable.rows == gradient.rows && variable.columns == gradient.columns,
      "backward: gradient [\(gradient.rows), \(gradient.columns)] of [\(variable.rows), \(variable.columns)]"
    )
    guard let last = variable.node, let own = gradientToAdd(to: variable) else { return }
    kernels.axpy(Int64(own.count), 1, gradient.pointer, own.pointer)
    for index in stride(from: last, through: 0, by: -1) {
      guard let backward = nodes[index].backward else { continue }
      let node = nodes[index]
      nodes[index] = Node(rows: node.rows, columns: node.columns, gradient: nil, backward: nil)
      if let gradient = node.gradient { backward(gradient) }
    }
  }

  /// The gradient that `backward` left at an `input`, nil where none reached it.
  public func gradient(of variable: Variable<Scalar>) -> Matrix<Scalar>? {
    variable.node.flatMap { nodes[$0].gradient }
  }
}

/// A matrix on a tape; it must not be used in operations after its tape is gone.
public struct Variable<Scalar: Real> {
  public unowned let tape: Tape<Scalar>
  public let value: Matrix<Scalar>
  let node: Int?

  public var rows: Int { value.rows }
  public var columns: Int { value.columns }
  var wantsGradient: Bool { node != nil }
  /// Where its gradient goes. Operations whose backward pass needs no value keep this instead of the variable, so that
  /// the value's memory is free as soon as nobody reads it.
  var place: GradientPlace { GradientPlace(node: node, rows: rows, columns: columns) }
  var pointer: UnsafeMutablePointer<Scalar> { value.pointer }

  /// The same value, cut off from what it was computed from.
  public var detached: Variable { tape.constant(value) }
}

/// The place on a tape where the gradient of a variable is collected.
struct GradientPlace {
  let node: Int?
  let rows: Int
  let columns: Int
}

/// A gradient that is being collected.
struct GradientSum<Scalar: Real> {
  let matrix: Matrix<Scalar>
  /// Whether its content is undefined: the first to add has to write instead.
  let isFresh: Bool

  var pointer: UnsafeMutablePointer<Scalar> { matrix.pointer }

  /// Makes elements ready to be added to, piece by piece, while they are in the cache.
  func clear(_ start: Int, _ count: Int) {
    if isFresh { (matrix.pointer + start).clear(count) }
  }
}
