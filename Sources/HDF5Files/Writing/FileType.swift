import CHDF5

/// The datatype that stands for an `ElementType` in a file: little-endian, text as UTF-8 of any length.
enum FileType {
  static func make(_ type: ElementType, _ place: CallPlace) throws -> HDF5Handle {
    switch type {
    case .integer(let bits, let isSigned), .enumeration(let bits, let isSigned):
      try place.handle(H5Tcopy(integer(bits: bits, isSigned: isSigned)))
    case .float(bits: 16): try half(place)
    case .float(bits: 32): try place.handle(H5Tcopy(chdf5_little_float32()))
    case .float: try place.handle(H5Tcopy(chdf5_little_float64()))
    case .boolean: try boolean(place)
    case .string: try text(place)
    case .compound, .array, .objectReference: throw place.error(.unsupportedType("\(type)"))
    case .unsupported(let reason): throw place.error(.unsupportedType(reason))
    }
  }

  private static func integer(bits: Int, isSigned: Bool) -> hid_t {
    switch (bits, isSigned) {
    case (8, true): chdf5_little_int8()
    case (8, false): chdf5_little_uint8()
    case (16, true): chdf5_little_int16()
    case (16, false): chdf5_little_uint16()
    case (32, true): chdf5_little_int32()
    case (32, false): chdf5_little_uint32()
    case (64, true): chdf5_little_int64()
    default: chdf5_little_uint64()
    }
  }

  /// IEEE half precision: sign 1, exponent 5 with bias 15, mantissa 10.
  private static func half(_ place: CallPlace) throws -> HDF5Handle {
    let type = try place.handle(H5Tcopy(chdf5_little_float32()))
    try place.check(H5Tset_fields(type.identifier, 15, 10, 5, 0, 10))
    try place.check(H5Tset_size(type.identifier, 2))
    try place.check(H5Tset_ebias(type.identifier, 15))
    return type
  }

  /// The enumeration that h5py makes of NumPy's `bool`.
  static func boolean(_ place: CallPlace) throws -> HDF5Handle {
    let type = try place.handle(H5Tenum_create(chdf5_native_int8()))
    for (name, value) in [("FALSE", Int8(0)), ("TRUE", Int8(1))] {
      var value = value
      try place.check(H5Tenum_insert(type.identifier, name, &value))
    }
    return type
  }

  static func text(_ place: CallPlace) throws -> HDF5Handle {
    let type = try place.handle(H5Tcopy(chdf5_c_string()))
    try place.check(H5Tset_size(type.identifier, chdf5_variable_size()))
    try place.check(H5Tset_cset(type.identifier, H5T_CSET_UTF8))
    return type
  }
}
