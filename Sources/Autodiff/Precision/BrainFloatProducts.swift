#if oneDNN
  import CDNNL

  /// Products with the weights of layers in bf16, sums in fp32, through oneDNN.
  ///
  /// Weights are rounded and packed when they are first met, and kept with the memory they came from; they must not
  /// change afterwards, so that a workspace with such products is for inference alone. Belongs to one thread.
  final class BrainFloatProducts {
    private let engine: dnnl_engine_t
    private var packed: [UnsafeRawPointer: Packed] = [:]

    private struct Packed {
      let weights: PackedWeights
      /// Kept, so that no other matrix comes to lie there.
      let source: AnyObject
    }

    /// Traps where this machine has no bf16; see `Precision.check`.
    init() {
      // oneDNN plans for the threads that OpenMP would use. It gets one: pieces are ours, as those of BLAS are.
      omp_set_num_threads(1)
      engine = made("engine") { dnnl_engine_create($0, dnnl_cpu, 0) }
    }

    deinit {
      packed.removeAll()
      dnnl_engine_destroy(engine)
    }

    /// `x Wᵀ + b`: `[rows, inputs]` → `[rows, outputs]`; nil where the product is so small that fp32 is as fast.
    ///
    /// - Parameter target: where it is written; nil for memory of its own.
    func product<Scalar>(
      _ x: Matrix<Scalar>, weight: Matrix<Scalar>, bias: Matrix<Scalar>?,
      into target: Matrix<Scalar>? = nil, in workspace: Workspace<Scalar>
    ) -> Matrix<Scalar>? {
      if x.rows < PackedWeights.rowsPerPiece || min(weight.rows, weight.columns) < 64 { return nil }
      let packed = packedWeights(weight, hasBias: bias != nil)
      workspace.profile?.count(operations: 2 * x.rows * weight.rows * weight.columns)
      let out = target ?? workspace.uninitialized(x.rows, weight.rows)
      let size = MemoryLayout<Scalar>.stride
      let scratch = workspace.uninitialized(
        workspace.loop.threads, (packed.scratchBytes / 64 + 1) * 64 / size)
      packed.multiply(
        x.pointer, rows: x.rows, bias: bias?.pointer, out.pointer, scratch: scratch.pointer,
        stride: scratch.columns * size, loop: workspace.loop)
      return out
    }

    private func packedWeights<Scalar>(_ weight: Matrix<Scalar>, hasBias: Bool) -> PackedWeights {
      if let known = packed[weight.pointer] { return known.weights }
      let weights = PackedWeights(
        weight.pointer, outputs: weight.rows, inputs: weight.columns, hasBias: hasBias,
        engine: engine)
      packed[weight.pointer] = Packed(weights: weights, source: weight.buffer)
      return weights
    }
  }
#else
  /// Without oneDNN there are none.
  enum BrainFloatProducts {
    func product<Scalar>(
      _ x: Matrix<Scalar>, weight: Matrix<Scalar>, bias: Matrix<Scalar>?,
      into target: Matrix<Scalar>? = nil, in workspace: Workspace<Scalar>
    ) -> Matrix<Scalar>? {
      switch self {}
    }
  }
#endif
