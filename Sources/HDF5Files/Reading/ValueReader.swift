import CHDF5

/// Reads the entries of one dataset or attribute into Swift's types.
///
/// The identifiers in it belong to handles of the caller, who keeps them for as long as the reader is used.
struct ValueReader {
  /// Where the entries are.
  enum Source {
    /// A dataset, or some rows of it.
    case dataset(hid_t, DatasetDescription, rows: Range<Int>?, threads: Int)
    case attribute(hid_t)
  }

  var source: Source
  /// The axes of what is read.
  var extent: Extent
  /// The file in which references are looked up.
  var resolveReferences: hid_t
  /// How many bytes of text of any length may be taken.
  var textBudget: Int
  var place: CallPlace

  /// How many entries are read; checked before the reader was made.
  var count: Int { extent.count ?? 0 }

  /// The values of a type that is not `unsupported`.
  func values(_ type: ElementType, _ fileType: hid_t) throws -> ArrayValues {
    if case .compound(let fields) = type {
      return .compound(try fields.filter(\.isReadable).map { try column($0, of: fileType) })
    }
    return try ArrayFiller(reader: self, perEntry: 1, fieldName: nil, fieldType: fileType)
      .values(type)
  }

  /// One field of every entry.
  func column(_ field: ElementType.Field, of compound: hid_t) throws -> CompoundColumn {
    let index = H5Tget_member_index(compound, field.name)
    try place.check(index)
    let fieldType = try place.handle(H5Tget_member_type(compound, UInt32(index)))
    var element = field.type
    var shape: [Int] = []
    if case .array(let inner, let lengths) = field.type { (element, shape) = (inner, lengths) }
    guard let perEntry = Extent.product(of: shape),
      Extent.product(of: [count, perEntry, H5Tget_size(fieldType.identifier)]) != nil
    else { throw place.error(.extentTooLarge(shape: shape)) }
    let filler = ArrayFiller(
      reader: self, perEntry: perEntry, fieldName: field.name, fieldType: fieldType.identifier)
    return CompoundColumn(
      name: field.name, type: element, entryShape: shape, entryCount: count,
      values: try filler.values(element))
  }

  /// Reads every entry into `buffer` as `memoryType`.
  func read(
    as memoryType: hid_t, into buffer: UnsafeMutableRawPointer,
    transfer: hid_t = chdf5_default_properties()
  ) throws {
    guard count > 0 else { return }
    switch source {
    case .attribute(let attribute): try place.check(H5Aread(attribute, memoryType, buffer))
    case .dataset(let dataset, let description, let rows, let threads):
      let shape = description.shape
      let chunks = ChunkedRows(dataset, description, as: memoryType)
      if let chunks,
        try chunks.read(rows ?? 0..<shape[0], into: buffer, threads: threads, place)
      {
        return
      }
      guard let rows else {
        let all = chdf5_all_elements()
        try place.check(H5Dread(dataset, memoryType, all, all, transfer, buffer))
        return
      }
      var start = [hsize_t](repeating: 0, count: shape.count)
      start[0] = hsize_t(rows.lowerBound)
      var lengths = shape.map(hsize_t.init)
      lengths[0] = hsize_t(rows.count)
      let fileSpace = try place.handle(H5Dget_space(dataset))
      try place.check(
        H5Sselect_hyperslab(fileSpace.identifier, H5S_SELECT_SET, start, nil, lengths, nil))
      let memorySpace = try place.handle(H5Screate_simple(Int32(lengths.count), lengths, nil))
      try place.check(
        H5Dread(
          dataset, memoryType, memorySpace.identifier, fileSpace.identifier, transfer, buffer))
    }
  }
}

extension ElementType.Field {
  /// Whether the field's values can be read: not unsupported, and no record within the record.
  var isReadable: Bool {
    switch type {
    case .unsupported, .compound: false
    case .array(let element, _):
      switch element {
      case .unsupported, .compound, .array: false
      default: true
      }
    default: true
    }
  }
}
