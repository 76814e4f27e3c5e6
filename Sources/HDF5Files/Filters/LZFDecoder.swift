/// Undoes LZF, the compression that h5py calls `lzf` and anndata documents.
///
/// The format (Marc Lehmann's LibLZF, as PyTables and h5py embed it) is a sequence of runs. A control byte
/// below 32 announces `control + 1` literal bytes. Any other copies earlier output: the top three bits are
/// the length − 2, with 7 meaning that a further byte is added; the low five bits and the next byte are
/// the distance − 1.
package enum LZFDecoder {
  /// The bytes that `input` decodes to, or nil where it is damaged: ends within a run, reaches back before
  /// the beginning, or decodes to more than `largestOutput`.
  ///
  /// Complexity: O(output).
  package static func decode(_ input: UnsafeRawBufferPointer, largestOutput: Int) -> [UInt8]? {
    guard let length = decodedLength(of: input), length <= largestOutput else { return nil }
    return [UInt8](unsafeUninitializedCapacity: length) { output, count in
      // Every run was measured by `decodedLength`: neither input nor output can be left.
      var read = 0
      var written = 0
      while read < input.count {
        guard let run = Run(in: input, at: read) else { return }
        switch run {
        case .literal(let start, let length):
          for offset in 0..<length { output[written + offset] = input[start + offset] }
        case .copy(let distance, let length, _):
          // Source and destination may overlap, which repeats a pattern: byte by byte, in order.
          for offset in 0..<length {
            output[written + offset] = output[written + offset - distance]
          }
        }
        written += run.length
        read = run.end
        count = written
      }
    }
  }

  /// How many bytes `input` decodes to, or nil where it is damaged.
  package static func decodedLength(of input: UnsafeRawBufferPointer) -> Int? {
    var read = 0
    var written = 0
    while read < input.count {
      guard let run = Run(in: input, at: read) else { return nil }
      if case .copy(let distance, _, _) = run, distance > written { return nil }
      written += run.length
      read = run.end
    }
    return written
  }
}

/// One run of LZF.
private enum Run {
  case literal(start: Int, length: Int)
  case copy(distance: Int, length: Int, end: Int)

  /// How many bytes it decodes to.
  var length: Int {
    switch self {
    case .literal(_, let length), .copy(_, let length, _): length
    }
  }

  /// Where the next run begins.
  var end: Int {
    switch self {
    case .literal(let start, let length): start + length
    case .copy(_, _, let end): end
    }
  }

  /// The run that begins at `start`; nil where the input ends within it.
  init?(in input: UnsafeRawBufferPointer, at start: Int) {
    let control = Int(input[start])
    if control < 32 {
      guard start + 1 + control + 1 <= input.count else { return nil }
      self = .literal(start: start + 1, length: control + 1)
      return
    }
    var next = start + 1
    var length = control >> 5
    if length == 7 {
      guard next < input.count else { return nil }
      length += Int(input[next])
      next += 1
    }
    guard next < input.count else { return nil }
    let distance = ((control & 31) << 8) + Int(input[next]) + 1
    self = .copy(distance: distance, length: length + 2, end: next + 1)
  }
}
