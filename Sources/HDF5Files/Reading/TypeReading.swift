import CHDF5

extension HDF5File {
  /// What a datatype of libhdf5 is to this package. Never fails on what it does not read: it says so.
  static func elementType(of type: hid_t, _ place: CallPlace, depth: Int = 0) throws -> ElementType
  {
    guard depth < 8 else { return .unsupported("records nested more than 8 deep") }
    let bits = H5Tget_size(type) * 8
    switch H5Tget_class(type) {
    case H5T_INTEGER:
      guard [8, 16, 32, 64].contains(bits) else { return .unsupported("integers of \(bits) bits") }
      return .integer(bits: bits, isSigned: H5Tget_sign(type) == H5T_SGN_2)
    case H5T_FLOAT:
      guard [16, 32, 64].contains(bits) else { return .unsupported("floats of \(bits) bits") }
      return .float(bits: bits)
    case H5T_STRING:
      return .string(H5Tis_variable_str(type) > 0 ? .variable : .fixed(bytes: bits / 8))
    case H5T_ENUM: return try enumeration(type, bits: bits, place)
    case H5T_COMPOUND: return try compound(type, place, depth: depth)
    case H5T_ARRAY: return try array(type, place, depth: depth)
    case H5T_REFERENCE:
      return H5Tequal(type, chdf5_object_reference()) > 0
        ? .objectReference : .unsupported("references to regions")
    case H5T_VLEN: return .unsupported("arrays of varying length")
    case H5T_OPAQUE: return .unsupported("opaque bytes")
    case H5T_BITFIELD: return .unsupported("bit fields")
    case H5T_TIME: return .unsupported("HDF5 times")
    default: return .unsupported("an unknown class of type")
    }
  }

  private static func enumeration(_ type: hid_t, bits: Int, _ place: CallPlace) throws
    -> ElementType
  {
    guard [8, 16, 32, 64].contains(bits) else {
      return .unsupported("an enumeration of \(bits) bits")
    }
    let base = try place.handle(H5Tget_super(type))
    if bits == 8, H5Tget_nmembers(type) == 2, try member("FALSE", of: type) == 0,
      try member("TRUE", of: type) == 1
    {
      return .boolean
    }
    return .enumeration(bits: bits, isSigned: H5Tget_sign(base.identifier) == H5T_SGN_2)
  }

  /// The value of an 8-bit enumeration's member, or nil where it has no such member.
  private static func member(_ name: String, of type: hid_t) throws -> UInt8? {
    var value: UInt8 = 0
    return H5Tenum_valueof(type, name, &value) >= 0 ? value : nil
  }

  private static func compound(_ type: hid_t, _ place: CallPlace, depth: Int) throws -> ElementType
  {
    let count = try place.check(H5Tget_nmembers(type))
    return .compound(
      try (0..<UInt32(count)).map { index in
        let field = try place.handle(H5Tget_member_type(type, index))
        guard let name = H5Tget_member_name(type, index) else {
          throw place.failure("a field without a name")
        }
        defer { H5free_memory(name) }
        return ElementType.Field(
          name: String(cString: name),
          type: try elementType(of: field.identifier, place, depth: depth + 1))
      })
  }

  private static func array(_ type: hid_t, _ place: CallPlace, depth: Int) throws -> ElementType {
    let rank = try place.check(H5Tget_array_ndims(type))
    var lengths = [hsize_t](repeating: 0, count: Int(rank))
    try place.check(H5Tget_array_dims2(type, &lengths))
    let base = try place.handle(H5Tget_super(type))
    return .array(
      try elementType(of: base.identifier, place, depth: depth + 1),
      shape: lengths.map { Int(clamping: $0) })
  }
}
