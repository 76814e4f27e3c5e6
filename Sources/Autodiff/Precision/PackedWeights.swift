import ParallelLoops

#if oneDNN
  import CDNNL

  /// Weights of a linear layer, rounded to bf16 and laid out as oneDNN's product reads them.
  final class PackedWeights {
    /// Rows of a product at a time: with their bf16 copy and a panel of weights they stay in a second-level cache;
    /// and one plan serves any number of rows.
    static let rowsPerPiece = 128

    private let inputs: Int
    private let outputs: Int
    private let hasBias: Bool
    private let engine: dnnl_engine_t
    private let product: dnnl_primitive_t
    /// Float to bf16, of a piece's rows.
    private let rounding: dnnl_primitive_t
    private let weights: dnnl_memory_t
    private let memory: UnsafeMutableRawPointer
    private let layouts: Layouts

    /// Of what a product of one piece reads and writes.
    private struct Layouts {
      /// `[rowsPerPiece, inputs]`
      let input: dnnl_memory_desc_t
      let rounded: dnnl_memory_desc_t
      /// `[rowsPerPiece, outputs]`
      let output: dnnl_memory_desc_t
      /// `[1, outputs]`
      let bias: dnnl_memory_desc_t
      let scratch: dnnl_memory_desc_t
    }

    /// - Parameter weight: `[outputs, inputs]` in Float; not kept.
    init(
      _ weight: UnsafeMutableRawPointer, outputs: Int, inputs: Int, hasBias: Bool,
      engine: dnnl_engine_t
    ) {
      let rows = Self.rowsPerPiece
      self.inputs = inputs
      self.outputs = outputs
      self.hasBias = hasBias
      self.engine = engine
      var input = layout(rows, inputs, strides: [inputs, 1], dnnl_f32)
      var rounded = layout(rows, inputs, strides: [inputs, 1], dnnl_bf16)
      var output = layout(rows, outputs, strides: [outputs, 1], dnnl_f32)
      var bias = layout(1, outputs, strides: [outputs, 1], dnnl_f32)
      var given = layout(inputs, outputs, strides: [1, inputs], dnnl_f32)
      var free = dnnl_memory_desc_t()
      require(
        dnnl_memory_desc_init_by_tag(
          &free, 2, [dnnl_dim_t(inputs), dnnl_dim_t(outputs)], dnnl_bf16, dnnl_format_tag_any),
        "layout of weights")

      var operation = dnnl_matmul_desc_t()
      require(
        hasBias
          ? dnnl_matmul_desc_init(&operation, &rounded, &free, &bias, &output)
          : dnnl_matmul_desc_init(&operation, &rounded, &free, nil, &output), "product")
      let attributes = made("attributes") { dnnl_primitive_attr_create($0) }
      defer { dnnl_primitive_attr_destroy(attributes) }
      // Scratch memory of ours, since several threads run one plan.
      require(
        dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user), "attributes"
      )
      let plan = made("product") {
        dnnl_primitive_desc_create($0, &operation, attributes, engine, nil)
      }
      defer { dnnl_primitive_desc_destroy(plan) }
      guard let wanted = dnnl_primitive_desc_query_md(plan, dnnl_query_weights_md, 0),
        let scratch = dnnl_primitive_desc_query_md(plan, dnnl_query_scratchpad_md, 0)
      else { preconditionFailure("oneDNN: a product of [\(inputs), \(outputs)] has no layout") }
      layouts = Layouts(
        input: input, rounded: rounded, output: output, bias: bias, scratch: scratch.pointee)
      product = made("product") { dnnl_primitive_create($0, plan) }
      rounding = reorder(from: &input, to: &rounded, engine: engine)

      let memory = UnsafeMutableRawPointer.allocate(
        byteCount: dnnl_memory_desc_get_size(wanted), alignment: 64)
      self.memory = memory
      weights = made("weights") { dnnl_memory_create($0, wanted, engine, memory) }
      let source = made("weights") { dnnl_memory_create($0, &given, engine, weight) }
      defer { dnnl_memory_destroy(source) }
      let packing = reorder(from: &given, to: wanted, engine: engine)
      defer { dnnl_primitive_destroy(packing) }
      let stream = stream(on: engine)
      defer { dnnl_stream_destroy(stream) }
      run(packing, [(DNNL_ARG_FROM, source), (DNNL_ARG_TO, weights)], on: stream)
    }

    deinit {
      dnnl_primitive_destroy(product)
      dnnl_primitive_destroy(rounding)
      dnnl_memory_destroy(weights)
      memory.deallocate()
    }

    /// Bytes that each worker of `multiply` needs: rounded input, output of the last rows, and oneDNN's own.
    var scratchBytes: Int {
      var scratch = layouts.scratch
      return spareOffset + dnnl_memory_desc_get_size(&scratch)
    }
    private var tailOffset: Int { 2 * Self.rowsPerPiece * inputs }
    private var spareOffset: Int { tailOffset + 4 * Self.rowsPerPiece * outputs }

    /// `out = x Wᵀ + b`, `[rows, inputs]` → `[rows, outputs]`, all in Float, over all threads.
    ///
    /// - Parameters:
    ///   - rows: at least `rowsPerPiece`.
    ///   - scratch: `scratchBytes` for each worker, `stride` bytes apart.
    func multiply(
      _ x: UnsafeMutableRawPointer, rows: Int, bias: UnsafeMutableRawPointer?,
      _ out: UnsafeMutableRawPointer, scratch: UnsafeMutableRawPointer, stride: Int,
      loop: ParallelLoop
    ) {
      let size = Self.rowsPerPiece
      precondition(
        rows >= size && (bias != nil) == hasBias,
        "PackedWeights: \(rows) rows of at least \(size), bias \(bias != nil), planned \(hasBias)")
      loop.rows(rows, perPiece: size) { range, worker in
        // Each thread of OpenMP's is told, for it would call for others.
        omp_set_num_threads(1)
        let own = scratch + worker * stride
        let place = out + 4 * range.lowerBound * outputs
        if range.count == size {
          multiplyPiece(x + 4 * range.lowerBound * inputs, bias, place, scratch: own)
        } else {
          // A whole piece that begins earlier, of which only the last rows are kept.
          let tail = own + tailOffset
          multiplyPiece(x + 4 * (rows - size) * inputs, bias, tail, scratch: own)
          place.copyMemory(
            from: tail + 4 * (size - range.count) * outputs, byteCount: 4 * range.count * outputs)
        }
      }
    }

    private func multiplyPiece(
      _ x: UnsafeMutableRawPointer, _ bias: UnsafeMutableRawPointer?,
      _ out: UnsafeMutableRawPointer, scratch: UnsafeMutableRawPointer
    ) {
      let stream = stream(on: engine)
      let input = view(layouts.input, x)
      let rounded = view(layouts.rounded, scratch)
      let output = view(layouts.output, out)
      let spare = view(layouts.scratch, scratch + spareOffset)
      let shift = bias.map { view(layouts.bias, $0) }
      defer {
        for made in [input, rounded, output, spare, shift] { dnnl_memory_destroy(made) }
        dnnl_stream_destroy(stream)
      }
      run(rounding, [(DNNL_ARG_FROM, input), (DNNL_ARG_TO, rounded)], on: stream)
      run(
        product,
        [
          (DNNL_ARG_SRC, rounded), (DNNL_ARG_WEIGHTS, weights), (DNNL_ARG_DST, output),
          (DNNL_ARG_SCRATCHPAD, spare),
        ] + (shift.map { [(DNNL_ARG_BIAS, $0)] } ?? []), on: stream)
    }

    private func view(
      _ layout: dnnl_memory_desc_t, _ pointer: UnsafeMutableRawPointer
    ) -> dnnl_memory_t {
      withUnsafePointer(to: layout) { layout in
        made("memory") { dnnl_memory_create($0, layout, engine, pointer) }
      }
    }
  }
#endif
