/// What is wrong with a model folder.
public struct ModelError: Error, CustomStringConvertible, Equatable {
  public enum Reason: Sendable, Equatable {
    case noModel
    case missingFile
    case damaged(String)
    case otherFormat(Int)
    case unwritable(String)
    case occupied
    case noLabels
    case noCheckpoint
    /// A run cannot be resumed with other options; what differs, as `--epochs 6 (now 8)`.
    case otherOptions(String)
    /// A run cannot be resumed with other sections; what differs.
    case otherData(String)
  }

  public let path: String
  public let reason: Reason

  public init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  public var description: String {
    switch reason {
    case .noModel:
      "\(path): there is no model here; give the folder that `histoglot pretrain -o` or `finetune -o` wrote"
    case .missingFile: "\(path): missing; copy the model folder again, whole"
    case .damaged(let what): "\(path): \(what); copy the model folder again"
    case .otherFormat(let found):
      "\(path): the model is of format \(found), this program reads formats \(ModelFolder.format) and \(ModelFolder.formatOfOwnScales); train it again or use the program that wrote it"
    case .unwritable(let why): "\(path): cannot be written (\(why)); choose another folder with -o"
    case .occupied:
      "\(path): already holds a model; choose another folder, give --overwrite, or go on with a pre-training by --resume"
    case .noLabels:
      "\(path): the model predicts no labels yet; teach it some with `histoglot finetune --label KEY`"
    case .noCheckpoint: "\(path): no checkpoint to resume from; leave out --resume to start"
    case .otherOptions(let what):
      "\(path): the run that is to be resumed was started with \(what); give what it was started with, or start anew with --overwrite instead of --resume"
    case .otherData(let what):
      "\(path): the run that is to be resumed was started with other sections (\(what)); give the same ones in the same order, or start anew with --overwrite instead of --resume"
    }
  }
}
