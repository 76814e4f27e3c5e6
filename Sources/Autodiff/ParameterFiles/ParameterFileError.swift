/// What is wrong with a file of parameters.
public struct ParameterFileError: Error, CustomStringConvertible, Equatable {
  public enum Reason: Sendable, Equatable {
    case unreadable(String)
    case unwritable(String)
    case malformed(String)
    case unsupportedType(tensor: String, type: String)
    case missingTensor(String)
    case wrongShape(tensor: String, found: [Int], wanted: [Int])
    case notFinite(tensor: String)
    case changedMeanwhile
  }

  public let path: String
  public let reason: Reason

  public init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  public var description: String {
    switch reason {
    case .unreadable(let why):
      "\(path): cannot be read (\(why)); check the path and its permissions"
    case .unwritable(let why):
      "\(path): cannot be written (\(why)); check free space and permissions of its folder"
    case .malformed(let what):
      "\(path): not a sound safetensors file: \(what); copy or download it again"
    case .unsupportedType(let tensor, let type):
      "\(path): tensor \(tensor) is \(type); only F32 and F64 are read, convert it"
    case .missingTensor(let tensor):
      "\(path): tensor \(tensor) is missing; the file belongs to another model or version"
    case .wrongShape(let tensor, let found, let wanted):
      "\(path): tensor \(tensor) is \(found) where the model wants \(wanted); the file belongs to another model"
    case .notFinite(let tensor):
      "\(path): tensor \(tensor) holds values that are not finite; the file is damaged"
    case .changedMeanwhile:
      "\(path): was written to while it was in use, so that no result is to be trusted; run the command again, and replace models rather than write into them"
    }
  }
}
