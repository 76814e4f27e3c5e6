import CHDF5
import CZlib
import ParallelLoops
import Synchronization

/// Reads rows of a dataset whose chunks hold whole rows, several threads unpacking at a time.
///
/// libhdf5 unpacks one chunk after another behind its lock. Here chunks are taken from it as they lie in the file, and
/// unpacked outside it by zlib. Only plain integers and floats are read so, in the type of the file: what a record or a text
/// of any length has on disk is no value. Whatever else is not as expected is left to libhdf5, which reads it or says what
/// is wrong with it; but for a chunk that unpacks to less than a chunk, of which libhdf5 would leave the rest to chance.
struct ChunkedRows {
  private let dataset: hid_t
  /// How many rows a chunk has; the last one reaches beyond the dataset.
  private let chunkRows: Int
  private let rowBytes: Int
  private let entryBytes: Int
  private let axes: Int
  /// What chunks went through on their way to the file, in that order.
  private let packing: [Packing]

  /// A filter that is undone here.
  private enum Packing: Int {
    case deflate = 1
    case shuffle = 2
  }

  /// About so many bytes of packed chunks are in memory at once.
  private static let batchBytes = 8 << 20

  /// Each thread unpacks to memory of its own, twice as large as a chunk; larger chunks are left to libhdf5, which has one.
  private static let largestChunk = 16 << 20

  /// - Parameter memoryType: what entries are wanted as; where the file has another type libhdf5 converts.
  /// - Returns: nil where the dataset is not stored so.
  init?(_ dataset: hid_t, _ description: DatasetDescription, as memoryType: hid_t) {
    guard case .chunked(let chunk) = description.storage, chunk.count == description.shape.count,
      chunk.dropFirst() == description.shape.dropFirst(), let chunkRows = chunk.first
    else { return nil }
    switch description.type {
    case .integer, .float: break
    default: return nil
    }
    let packing = description.filters.map { Packing(rawValue: $0.identifier) }
    guard !packing.isEmpty, !packing.contains(nil), chunkRows > 0 else { return nil }
    let fileType = H5Dget_type(dataset)
    defer { H5Idec_ref(fileType) }
    guard fileType >= 0, H5Tequal(fileType, memoryType) > 0,
      !packing.contains(.shuffle) || Self.shufflesEntries(dataset, of: description.entryBytes)
    else { return nil }
    self.dataset = dataset
    self.chunkRows = chunkRows
    axes = chunk.count
    entryBytes = description.entryBytes
    rowBytes = chunk.dropFirst().reduce(entryBytes, *)
    self.packing = packing.compactMap { $0 }
    guard chunkBytes <= Self.largestChunk else { return nil }
  }

  /// Whether shuffling took whole entries apart, as all writers have it.
  private static func shufflesEntries(_ dataset: hid_t, of bytes: Int) -> Bool {
    let creation = H5Dget_create_plist(dataset)
    defer { H5Idec_ref(creation) }
    var flags: UInt32 = 0
    var entryBytes: UInt32 = 0
    var count = 1
    let status = H5Pget_filter_by_id2(
      creation, Int32(Packing.shuffle.rawValue), &flags, &count, &entryBytes, 0, nil, nil)
    return status >= 0 && count == 1 && Int(entryBytes) == bytes
  }

  private var chunkBytes: Int { chunkRows * rowBytes }

  /// A chunk as it lies in the file.
  private struct PackedChunk {
    var firstRow: Int
    /// Where its bytes stand in the batch.
    var bytes: Range<Int>
    /// A bit for each filter that this chunk did not go through.
    var skipped: UInt32
  }

  /// Chunks that follow one another, as they lie in the file.
  private struct Batch {
    var chunks: [PackedChunk] = []
    var bytes: [UInt8] = []
  }

  /// Reads rows to `buffer`; called inside `HDF5Library.locked`.
  ///
  /// While one batch of chunks is unpacked the next is read, by one of the threads, so that the disk is not waited for.
  ///
  /// - Returns: whether it could; where not, what is in `buffer` means nothing.
  /// - Throws: where a chunk unpacks to less than a chunk.
  func read(
    _ rows: Range<Int>, into buffer: UnsafeMutableRawPointer, threads: Int, _ place: CallPlace
  ) throws -> Bool {
    guard !rows.isEmpty, chunkBytes > 0 else { return false }
    var next = rows.lowerBound / chunkRows
    let end = (rows.upperBound + chunkRows - 1) / chunkRows
    var (batch, following) = (Batch(), Batch())
    guard take(&batch, &next, before: end) else { return false }
    // Filled by whichever thread is the worker: one chunk, and another where bytes change places.
    var scratch = [[UInt8]](
      repeating: [UInt8](repeating: 0, count: chunkBytes), count: 2 * threads)
    let isWhole = Atomic(true)
    let isShort = Atomic(false)
    while !batch.chunks.isEmpty, isWhole.load(ordering: .relaxed) {
      scratch.withUnsafeMutableBufferPointer { scratch in
        let scratch = scratch
        ParallelLoop(threads: threads)(pieces: batch.chunks.count + 1) { piece, worker in
          let isRead =
            piece == 0
            ? take(&following, &next, before: end)
            : unpack(
              batch.chunks[piece - 1], of: batch.bytes, rows, into: buffer, &scratch[2 * worker],
              &scratch[2 * worker + 1], isShort)
          if !isRead { isWhole.store(false, ordering: .relaxed) }
        }
      }
      swap(&batch, &following)
    }
    if isShort.load(ordering: .relaxed) {
      throw place.error(.library("a chunk unpacks to fewer than its \(chunkBytes) bytes"))
    }
    return isWhole.load(ordering: .relaxed)
  }

  /// Takes the next chunks from the file, none where none is left; false where one is not there or is larger than packing
  /// makes it.
  private func take(_ batch: inout Batch, _ next: inout Int, before end: Int) -> Bool {
    HDF5Library.silenceErrors()
    batch.chunks.removeAll(keepingCapacity: true)
    var size = 0
    while next < end, size < Self.batchBytes {
      var offset = [hsize_t](repeating: 0, count: axes)
      offset[0] = hsize_t(next * chunkRows)
      var stored: hsize_t = 0
      guard H5Dget_chunk_storage_size(dataset, offset, &stored) >= 0, stored > 0,
        stored <= hsize_t(2 * chunkBytes + 1024)
      else { return false }
      let bytes = size..<size + Int(stored)
      if batch.bytes.count < bytes.upperBound {
        let missing = max(bytes.upperBound, Self.batchBytes) - batch.bytes.count
        batch.bytes.append(contentsOf: repeatElement(0, count: missing))
      }
      var skipped: UInt32 = 0
      let status = batch.bytes.withUnsafeMutableBytes { memory in
        H5Dread_chunk(
          dataset, chdf5_default_properties(), offset, &skipped,
          memory.baseAddress.map { $0 + bytes.lowerBound })
      }
      guard status >= 0 else { return false }
      batch.chunks.append(PackedChunk(firstRow: next * chunkRows, bytes: bytes, skipped: skipped))
      size = bytes.upperBound
      next += 1
    }
    return true
  }

  /// Unpacks a chunk and puts those of its rows that are wanted to their place.
  private func unpack(
    _ chunk: PackedChunk, of packed: [UInt8], _ rows: Range<Int>,
    into buffer: UnsafeMutableRawPointer, _ scratch: inout [UInt8], _ other: inout [UInt8],
    _ isShort: borrowing Atomic<Bool>
  ) -> Bool {
    guard unpack(chunk, of: packed, &scratch, &other, isShort) else { return false }
    let wanted = rows.clamped(to: chunk.firstRow..<chunk.firstRow + chunkRows)
    scratch.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      (buffer + (wanted.lowerBound - rows.lowerBound) * rowBytes).copyMemory(
        from: base + (wanted.lowerBound - chunk.firstRow) * rowBytes,
        byteCount: wanted.count * rowBytes)
    }
    return true
  }

  /// Undoes what a chunk went through, last filter first; the result is in `scratch`, `[chunkBytes]`.
  private func unpack(
    _ chunk: PackedChunk, of packed: [UInt8], _ scratch: inout [UInt8], _ other: inout [UInt8],
    _ isShort: borrowing Atomic<Bool>
  ) -> Bool {
    var isUnpacked = false
    for (place, filter) in packing.enumerated().reversed()
    where chunk.skipped & (1 << UInt32(place)) == 0 {
      switch filter {
      case .deflate:
        // Deflated twice, or after another filter of which the sizes are not known: not by any program we know.
        guard !isUnpacked else { return false }
        var count = uLongf(chunkBytes)
        let status = packed.withUnsafeBufferPointer { source in
          uncompress(
            &scratch, &count, source.baseAddress.map { $0 + chunk.bytes.lowerBound },
            uLong(chunk.bytes.count))
        }
        if status == Z_OK, count < chunkBytes { isShort.store(true, ordering: .relaxed) }
        guard status == Z_OK, count == chunkBytes else { return false }
      case .shuffle:
        if !isUnpacked { guard copy(chunk, of: packed, to: &scratch) else { return false } }
        unshuffle(scratch, into: &other)
        swap(&scratch, &other)
      }
      isUnpacked = true
    }
    return isUnpacked || copy(chunk, of: packed, to: &scratch)
  }

  private func copy(_ chunk: PackedChunk, of packed: [UInt8], to scratch: inout [UInt8]) -> Bool {
    guard chunk.bytes.count == chunkBytes else { return false }
    scratch.replaceSubrange(0..<chunkBytes, with: packed[chunk.bytes])
    return true
  }

  /// First bytes of all entries, then second bytes, and so on, back to entries.
  private func unshuffle(_ source: [UInt8], into target: inout [UInt8]) {
    let entries = chunkBytes / entryBytes
    source.withUnsafeBufferPointer { source in
      target.withUnsafeMutableBufferPointer { target in
        for byte in 0..<entryBytes {
          for entry in 0..<entries {
            target[entry * entryBytes + byte] = source[byte * entries + entry]
          }
        }
      }
    }
  }
}
