import ParallelLoops

/// Where numerics run: the memory pool, the vector loops and the threads. Belongs to one thread.
public final class Workspace<Scalar: Real> {
  public let pool: BufferPool<Scalar>
  /// Memory for the places of entries of sparse matrices.
  let indexPool: BufferPool<Int32>
  /// How many buffers were asked of the system so far; constant in a steady training step.
  public var systemAllocations: Int { pool.systemAllocations + indexPool.systemAllocations }
  /// Bytes held from the system now for matrices and lists, in use or free.
  public var bytesHeld: Int { pool.bytesHeld + indexPool.bytesHeld }
  let instructionSet: InstructionSet
  package let kernels: Kernels<Scalar>
  public let loop: ParallelLoop
  /// Whether matrix products are cut into pieces for other threads to take.
  let cutsProducts: Bool

  /// What is told how long the stages of the work take; nil where nobody asks.
  public let profile: StageProfile?
  /// What the weights of layers are multiplied by outside of training; nil where it is `multiply`.
  let brainFloatProducts: BrainFloatProducts?

  /// - Parameters:
  ///   - threads: how many threads work on a loop; no result depends on it.
  ///   - instructionSet: the vector loops to use; traps where the machine does not have them.
  ///   - precision: of layers' products; below fp32 the workspace is for inference, in Float, and traps where
  ///     `Precision.check` throws.
  ///   - profile: measures the stages of what is done here.
  public init(
    threads: Int = 1, instructionSet: InstructionSet = .best, precision: Precision = .fp32,
    profile: StageProfile? = nil
  ) {
    guard let kernels = Scalar.kernels(instructionSet) else {
      preconditionFailure("Workspace: this machine does not run \(instructionSet)")
    }
    LinearAlgebra.useOneThread()
    self.instructionSet = instructionSet
    self.kernels = kernels
    loop = ParallelLoop(threads: threads)
    cutsProducts = true
    pool = BufferPool(loop: loop, profile: profile)
    indexPool = BufferPool(loop: loop, profile: profile)
    self.profile = profile
    brainFloatProducts = precision.brainFloatProducts(for: Scalar.self)
  }

  /// A worker's own, with the vector loops of another.
  private init(like other: Workspace, profile: StageProfile?) {
    instructionSet = other.instructionSet
    kernels = other.kernels
    loop = ParallelLoop(threads: 1)
    cutsProducts = false
    pool = BufferPool(profile: profile)
    indexPool = BufferPool(profile: profile)
    self.profile = profile
    brainFloatProducts = nil
  }

  /// A workspace for each thread, kept so that its memory is.
  private(set) lazy var workers: [Workspace] = (0..<loop.threads).map { _ in
    // What a worker counts, on its own thread, is taken over when its loop is done.
    let counts = profile.map { _ in StageProfile() }
    counts?.enter(WorkerStage.piece)
    return Workspace(like: self, profile: counts)
  }

  private enum WorkerStage: String { case piece }

  /// A workspace with memory of its own and the same vector loops, for one worker of a parallel loop.
  /// Nobody would share the pieces of a product, so that products are whole.
  package func forOneWorker() -> Workspace { Workspace(like: self, profile: nil) }

  /// A matrix whose content is undefined.
  package func uninitialized(_ rows: Int, _ columns: Int) -> Matrix<Scalar> {
    let buffer = pool.take(rows * columns)
    return Matrix(rows: rows, columns: columns, buffer: buffer, pointer: buffer.pointer)
  }

  /// A matrix of one value.
  package func filled(_ rows: Int, _ columns: Int, with value: Scalar) -> Matrix<Scalar> {
    let matrix = uninitialized(rows, columns)
    matrix.fill(value)
    return matrix
  }

  /// A matrix of the given elements, row after row.
  public func matrix(_ rows: Int, _ columns: Int, _ elements: [Scalar]) -> Matrix<Scalar> {
    precondition(
      elements.count == rows * columns,
      "Workspace.matrix: \(elements.count) elements for [\(rows), \(columns)]")
    let matrix = uninitialized(rows, columns)
    elements.withUnsafeBufferPointer {
      if let base = $0.baseAddress { matrix.pointer.update(from: base, count: elements.count) }
    }
    return matrix
  }

  /// A matrix of the elements that a function tells, row after row; it is asked on all threads.
  package func matrix(
    _ rows: Int, _ columns: Int, _ element: (_ index: Int) -> Scalar
  ) -> Matrix<Scalar> {
    let matrix = uninitialized(rows, columns)
    elements(rows * columns) { start, count in
      for index in start..<start + Int(count) { matrix.pointer[index] = element(index) }
    }
    return matrix
  }

  /// A matrix of the given elements, row after row, from another scalar.
  public func matrix<Other: BinaryFloatingPoint>(
    converting elements: [Other], _ rows: Int, _ columns: Int
  ) -> Matrix<Scalar> {
    precondition(
      elements.count == rows * columns,
      "Workspace.matrix: \(elements.count) elements for [\(rows), \(columns)]")
    let matrix = uninitialized(rows, columns)
    for index in elements.indices { matrix.pointer[index] = Scalar(elements[index]) }
    return matrix
  }

  // Pieces of loops: about 2^17 elements each, which is some 50–200 µs of work against the 15–45 µs that
  // waking a thread costs. Fixed by the shape, so that the thread count changes nothing.

  /// Cuts `count` elements into pieces.
  func elements(_ count: Int, _ body: (_ start: Int, _ count: Int64) -> Void) {
    loop.rows(count, perPiece: 1 << 17) { range, _ in body(range.lowerBound, Int64(range.count)) }
  }

  /// Cuts rows of `columns` elements into pieces.
  func rows(_ count: Int, columns: Int, _ body: (_ rows: Range<Int>) -> Void) {
    loop.rows(count, perPiece: Self.rowsPerPiece(columns)) { range, _ in body(range) }
  }

  /// Copies rows, each to a place of its own, on all threads.
  package func copyRows(
    _ count: Int, columns: Int,
    _ places: (_ row: Int) -> (source: UnsafePointer<Scalar>, target: UnsafeMutablePointer<Scalar>)
  ) {
    loop.rows(count, perPiece: Self.rowsPerPiece(columns)) { range, _ in
      for row in range {
        let (source, target) = places(row)
        target.update(from: source, count: columns)
      }
    }
  }

  /// Copies a block of rows that stand one after another.
  package func copyRows(_ block: Matrix<Scalar>, to target: UnsafeMutablePointer<Scalar>) {
    copyRows(block.rows, columns: block.columns) {
      (UnsafePointer(block.pointer + $0 * block.columns), target + $0 * block.columns)
    }
  }

  static func rowsPerPiece(_ columns: Int) -> Int { max(1, (1 << 17) / max(1, columns)) }

  /// Sums over rows that are cut into pieces: each piece adds to a partial sum of its own, of `width`
  /// elements that start at 0, and the partial sums are added to `total` in the order of the pieces.
  func summing(
    rows count: Int, columns: Int, width: Int, into total: UnsafeMutablePointer<Scalar>,
    _ body: (_ rows: Range<Int>, _ worker: Int, _ partial: UnsafeMutablePointer<Scalar>) -> Void
  ) {
    let perPiece = Self.rowsPerPiece(columns)
    let pieces = (count + perPiece - 1) / perPiece
    if pieces == 0 { return }
    let partials = filled(pieces, width, with: 0)
    loop.rows(count, perPiece: perPiece) { range, worker in
      body(range, worker, partials.pointer + range.lowerBound / perPiece * width)
    }
    for piece in 0..<pieces {
      kernels.axpy(Int64(width), 1, partials.pointer + piece * width, total)
    }
  }
}
