#if oneDNN
  import CDNNL

  /// Makes an object of oneDNN. What can go wrong is a call that makes no sense, or memory that is not there: it traps.
  func made(
    _ what: String, _ create: (UnsafeMutablePointer<OpaquePointer?>) -> dnnl_status_t
  ) -> OpaquePointer {
    var object: OpaquePointer?
    require(create(&object), what)
    guard let object else { preconditionFailure("oneDNN: no \(what)") }
    return object
  }

  func require(_ status: dnnl_status_t, _ what: String) {
    precondition(status == dnnl_success, "oneDNN: \(what): status \(status.rawValue)")
  }

  /// How a matrix lies in memory; strides in elements.
  func layout(
    _ rows: Int, _ columns: Int, strides: [Int], _ type: dnnl_data_type_t
  ) -> dnnl_memory_desc_t {
    var layout = dnnl_memory_desc_t()
    require(
      dnnl_memory_desc_init_by_strides(
        &layout, 2, [dnnl_dim_t(rows), dnnl_dim_t(columns)], type, strides.map { dnnl_dim_t($0) }),
      "layout of [\(rows), \(columns)]")
    return layout
  }

  /// A copy from one layout and type to another.
  func reorder(
    from: UnsafePointer<dnnl_memory_desc_t>, to: UnsafePointer<dnnl_memory_desc_t>,
    engine: dnnl_engine_t
  ) -> dnnl_primitive_t {
    let plan = made("copy") {
      dnnl_reorder_primitive_desc_create($0, from, engine, to, engine, nil)
    }
    defer { dnnl_primitive_desc_destroy(plan) }
    return made("copy") { dnnl_primitive_create($0, plan) }
  }

  func run(
    _ primitive: dnnl_primitive_t, _ operands: [(Int32, dnnl_memory_t)], on stream: dnnl_stream_t
  ) {
    let operands = operands.map { dnnl_exec_arg_t(arg: $0.0, memory: $0.1) }
    require(
      dnnl_primitive_execute(primitive, stream, Int32(operands.count), operands), "execution")
  }

  func stream(on engine: dnnl_engine_t) -> dnnl_stream_t {
    made("stream") { dnnl_stream_create($0, engine, dnnl_stream_default_flags.rawValue) }
  }
#endif
