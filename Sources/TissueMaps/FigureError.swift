/// Why a figure could not be drawn, read or written.
public struct FigureError: Error, Equatable, CustomStringConvertible {
  /// The file, or the part of the figure, it is about.
  public var place: String
  /// What is wrong.
  public var reason: Reason

  public init(_ place: String, _ reason: Reason) {
    self.place = place
    self.reason = reason
  }

  /// What can be wrong.
  public enum Reason: Sendable, Equatable {
    /// There is no section, series or class to draw.
    case nothingToDraw
    /// The section has no coordinates.
    case noPositions
    /// The figure would have more pixels than the style allows.
    case canvasTooLarge(width: Double, height: Double, pixelLimit: Int)
    /// The figure is too narrow for its title and legend.
    case canvasTooSmall(width: Double, minimum: Double)
    /// A cell's position is NaN or infinite.
    case positionNotFinite(cell: Int)
    /// A number that sets size, angle or resolution is NaN, infinite or out of range.
    case settingOutOfRange(name: String, value: Double)
    /// A category to highlight is in no section.
    case categoryNotFound(name: String, known: [String])
    /// An image file is missing, damaged or of another kind.
    case imageUnreadable(String)
    /// An image has more pixels than are read.
    case imageTooLarge(width: Int, height: Int, pixelLimit: Int)
    /// libpng refused to encode the picture.
    case notEncoded(String)
    /// The file could not be written.
    case notWritten(String)
  }

  /// What, where, and what to do, on one line.
  public var description: String { "\(place): \(reason.sentence)" }
}

extension FigureError.Reason {
  fileprivate var sentence: String {
    switch self {
    case .nothingToDraw:
      "there is nothing to draw; give at least one section, series or class"
    case .noPositions:
      "the section has no coordinates, so there is no map; give a section with obsm['spatial']"
    case .canvasTooLarge(let width, let height, let limit):
      "the figure would be \(width.rounded()) × \(height.rounded()) pixels, more than the limit of \(limit); choose a smaller --width or --dpi"
    case .canvasTooSmall(let width, let minimum):
      "a figure \(width.rounded()) pixels wide has no room for its text; choose a larger --width or --dpi, \(minimum.rounded()) pixels at least"
    case .positionNotFinite(let cell):
      "the position of cell \(cell) is not a number; remove cells without position first"
    case .settingOutOfRange(let name, let value):
      "\(name) is \(value), which is out of range; choose another value"
    case .categoryNotFound(let name, let known):
      "there is no category '\(name)' to highlight; name one of these with --highlight: \(Self.list(known))"
    case .imageUnreadable(let detail):
      "the image cannot be read (\(detail)); give a whole PNG file"
    case .imageTooLarge(let width, let height, let limit):
      "the image has \(width) × \(height) pixels, more than the limit of \(limit); give a smaller version"
    case .notEncoded(let detail):
      "libpng cannot encode the picture (\(detail)); choose a smaller figure"
    case .notWritten(let detail):
      "the file cannot be written (\(detail)); check the folder, its permissions and free space"
    }
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
  }
}
