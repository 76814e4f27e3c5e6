/// What went wrong in which element of which file, and what to do about it.
public struct HDF5Error: Error, Sendable, Equatable {
  /// The file's path as it was given.
  public var file: String
  /// The element; the root where it is the file as a whole.
  public var element: ElementPath
  /// Why.
  public var reason: Reason

  /// An error of an element, or of the file as a whole.
  public init(file: String, element: ElementPath = .root, reason: Reason) {
    self.file = file
    self.element = element
    self.reason = reason
  }

  /// Why a file or element was refused.
  public enum Reason: Sendable, Equatable {
    // The file.
    case fileMissing
    case isFolder
    case notPermitted
    case notHDF5
    case truncated(detail: String)
    // The element.
    case elementMissing
    case notAGroup
    case notADataset
    case externalLink(file: String)
    case danglingLink(target: String)
    case tooManyLinks(limit: Int)
    case virtualDataset
    case externalStorage
    case missingFilter(FilterDescription)
    case unsupportedType(String)
    // The values.
    case extentTooLarge(shape: [Int])
    case expandsTooFar(bytes: Int, storedBytes: Int)
    case notUTF8(entry: Int)
    case notBoolean(entry: Int, value: Int)
    // Writing.
    case nameNotAllowed(String)
    case textHoldsZero(entry: Int)
    case attributeTooLarge(name: String)
    case diskFull
    /// What the operating system said.
    case system(String)
    /// What libhdf5 said.
    case library(String)
  }
}

extension HDF5Error: CustomStringConvertible {
  /// One line: where, what, and what to do.
  public var description: String {
    let place = element.isRoot ? file : "\(file), element '\(element)'"
    return "\(place): \(reason.description); \(reason.advice(file: file))"
  }
}
