/// Parameters that are read where they stand in a mapped file.
///
/// Owns the mapping, so that matrices which refer to it keep it.
final class MappedParameters<Scalar: Real> {
  /// Where each parameter begins; never written through.
  let pointers: [UnsafeMutablePointer<Scalar>]
  let file: SafeTensorsFile

  /// - Returns: nil where a tensor has another type than `Scalar`, or stands where a scalar cannot.
  init?(_ entries: [SafeTensorsFile.Entry], of file: SafeTensorsFile) {
    var pointers: [UnsafeMutablePointer<Scalar>] = []
    for entry in entries {
      guard let pointer = file.place(of: entry, as: Scalar.self) else { return nil }
      pointers.append(UnsafeMutablePointer(mutating: pointer))
    }
    self.pointers = pointers
    self.file = file
  }
}
