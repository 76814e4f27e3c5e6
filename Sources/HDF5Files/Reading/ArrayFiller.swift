import CHDF5

/// Fills one array of Swift values from a dataset, an attribute, or one field of a compound one.
struct ArrayFiller {
  var reader: ValueReader
  /// Values per entry: 1, or the size of the small array that a field holds.
  var perEntry: Int
  /// The field that is read, or nil for a plain dataset.
  var fieldName: String?
  /// The type on disk of the dataset or field.
  var fieldType: hid_t

  private var place: CallPlace { reader.place }
  private var valueCount: Int { reader.count * perEntry }

  /// The values of a type that is neither `unsupported`, `compound` nor `array`.
  func values(_ type: ElementType) throws -> ArrayValues {
    switch type {
    case .integer(let bits, let isSigned): try integers(bits: bits, isSigned: isSigned, type)
    case .enumeration(let bits, let isSigned): try integers(bits: bits, isSigned: isSigned, type)
    case .float(bits: 64): .float64(try fill(chdf5_native_float64()))
    case .float: .float32(try fill(chdf5_native_float32()))
    case .boolean: .boolean(try booleans())
    case .string(.variable): .string(try variableText())
    case .string(.fixed(let bytes)): .string(try fixedText(bytes: bytes))
    case .objectReference: .reference(try references())
    case .array(let element, let shape):
      throw place.error(.unsupportedType("\(ElementType.array(element, shape: shape))"))
    case .compound: throw place.error(.unsupportedType("records within records"))
    case .unsupported(let reason): throw place.error(.unsupportedType(reason))
    }
  }

  private func integers(bits: Int, isSigned: Bool, _ type: ElementType) throws -> ArrayValues {
    var native = chdf5_default_properties()
    switch (bits, isSigned) {
    case (8, true): native = chdf5_native_int8()
    case (8, false): native = chdf5_native_uint8()
    case (16, true): native = chdf5_native_int16()
    case (16, false): native = chdf5_native_uint16()
    case (32, true): native = chdf5_native_int32()
    case (32, false): native = chdf5_native_uint32()
    case (64, true): native = chdf5_native_int64()
    default: native = chdf5_native_uint64()
    }
    if case .enumeration = type {
      let enumeration = try place.handle(nativeBaseType())
      return try integers(bits: bits, isSigned: isSigned, as: enumeration.identifier)
    }
    return try integers(bits: bits, isSigned: isSigned, as: native)
  }

  private func integers(bits: Int, isSigned: Bool, as native: hid_t) throws -> ArrayValues {
    switch (bits, isSigned) {
    case (8, true): .int8(try fill(native))
    case (8, false): .uint8(try fill(native))
    case (16, true): .int16(try fill(native))
    case (16, false): .uint16(try fill(native))
    case (32, true): .int32(try fill(native))
    case (32, false): .uint32(try fill(native))
    case (64, true): .int64(try fill(native))
    default: .uint64(try fill(native))
    }
  }

  private func booleans() throws -> [Bool] {
    let native = try place.handle(nativeBaseType())
    let bytes: [UInt8] = try fill(native.identifier)
    if let wrong = bytes.firstIndex(where: { $0 > 1 }) {
      throw place.error(.notBoolean(entry: wrong, value: Int(bytes[wrong])))
    }
    return bytes.map { $0 == 1 }
  }

  /// The native form of the type on disk, of its element where a field holds a small array.
  private func nativeBaseType() throws -> hid_t {
    if H5Tget_class(fieldType) == H5T_ARRAY {
      let base = try place.handle(H5Tget_super(fieldType))
      return H5Tget_native_type(base.identifier, H5T_DIR_ASCEND)
    }
    return H5Tget_native_type(fieldType, H5T_DIR_ASCEND)
  }

  /// Text of one length: read as it is, then cut at its padding.
  private func fixedText(bytes: Int) throws -> [String] {
    let isArray = H5Tget_class(fieldType) == H5T_ARRAY
    let type = try place.handle(isArray ? H5Tget_super(fieldType) : H5Tcopy(fieldType))
    let padsWithSpaces = H5Tget_strpad(type.identifier) == H5T_STR_SPACEPAD
    guard Extent.product(of: [valueCount, bytes]) != nil else {
      throw place.error(.extentTooLarge(shape: reader.extent.shape + [bytes]))
    }
    let raw: [UInt8] = try fill(type.identifier, perValue: bytes)
    return try (0..<valueCount).map { entry in
      var text = raw[entry * bytes..<(entry + 1) * bytes].prefix { $0 != 0 }
      if padsWithSpaces { while text.last == UInt8(ascii: " ") { text.removeLast() } }
      guard let string = String(validating: text, as: UTF8.self) else {
        throw place.error(.notUTF8(entry: entry))
      }
      return string
    }
  }

  /// Text of any length: libhdf5 hands out C strings, which are copied from an arena and dropped with it.
  private func variableText() throws -> [String] {
    let type = try place.handle(H5Tcopy(chdf5_c_string()))
    try place.check(H5Tset_size(type.identifier, chdf5_variable_size()))
    // libhdf5 converts no character set; it only refuses to when they are declared differently.
    let isArray = H5Tget_class(fieldType) == H5T_ARRAY
    let declared = try place.handle(isArray ? H5Tget_super(fieldType) : H5Tcopy(fieldType))
    try place.check(H5Tset_cset(type.identifier, H5Tget_cset(declared.identifier)))
    let transfer = try place.handle(H5Pcreate(chdf5_transfer_class()))
    let arena = TextArena(budget: reader.textBudget)
    try arena.serve(transfer.identifier, place)
    let texts: [UnsafeMutablePointer<CChar>?] = try fill(
      type.identifier, transfer: transfer.identifier)
    return try withExtendedLifetime(arena) {
      defer { if case .attribute = reader.source { for text in texts { H5free_memory(text) } } }
      return try texts.indices.map { entry in
        guard let text = texts[entry] else { return "" }
        guard let string = String(validatingCString: text) else {
          throw place.error(.notUTF8(entry: entry))
        }
        return string
      }
    }
  }

  private func references() throws -> [ElementPath?] {
    let raw: [hobj_ref_t] = try fill(chdf5_object_reference())
    return try raw.map { reference in
      guard reference != 0 else { return nil }
      var reference = reference
      let length = try place.check(
        H5Rget_name(reader.resolveReferences, H5R_OBJECT, &reference, nil, 0))
      guard length > 0 else { return nil }
      var name = [CChar](repeating: 0, count: length + 1)
      try place.check(
        H5Rget_name(reader.resolveReferences, H5R_OBJECT, &reference, &name, name.count))
      return ElementPath(
        String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
    }
  }

  /// Reads into a fresh array; wraps the memory type where a field or a small array is read.
  private func fill<Value: BitwiseCopyable>(
    _ native: hid_t, perValue: Int = 1, transfer: hid_t = chdf5_default_properties()
  ) throws -> [Value] {
    let count = valueCount * perValue
    guard count > 0 else { return [] }
    let memoryType = try place.handle(memoryType(native))
    // Not set to zero first: of large arrays each pass over fresh memory counts.
    return try [Value](unsafeUninitializedCapacity: count) { values, initialized in
      guard let start = values.baseAddress else { return }
      try reader.read(as: memoryType.identifier, into: start, transfer: transfer)
      initialized = count
    }
  }

  /// `native`, as a small array and as a compound of the one field where that is what is read.
  private func memoryType(_ native: hid_t) throws -> hid_t {
    guard let fieldName else { return try place.check(H5Tcopy(native)) }
    var inner = try place.handle(H5Tcopy(native))
    if H5Tget_class(fieldType) == H5T_ARRAY {
      let rank = try place.check(H5Tget_array_ndims(fieldType))
      var lengths = [hsize_t](repeating: 0, count: Int(rank))
      try place.check(H5Tget_array_dims2(fieldType, &lengths))
      inner = try place.handle(H5Tarray_create2(native, UInt32(rank), lengths))
    }
    let compound = try place.check(H5Tcreate(H5T_COMPOUND, H5Tget_size(inner.identifier)))
    try place.check(H5Tinsert(compound, fieldName, 0, inner.identifier))
    return compound
  }
}
