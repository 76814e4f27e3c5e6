import Autodiff
import Foundation
import Histoglot
import PlatformReaders

/// What of a command's work a profile tells apart, beside the stages of the libraries.
enum CommandStage: String {
  case load = "load model"
  case read, prepare
  /// What a model does beyond the stages that have a name.
  case model
  case namedTypes = "named types"
  case forecast, checkpoints, digest, write, draw
}

extension StageProfile {
  /// Counts the bytes of a file, as read or written.
  func count(fileAt path: String) {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard attributes?[.type] as? FileAttributeType == .typeRegular,
      let size = attributes?[.size] as? NSNumber
    else { return }
    count(fileBytes: size.intValue)
  }
}

extension ModelFolder {
  /// Reads a model as a stage of its own.
  func read(profile: StageProfile?) throws -> TissueModel {
    try profile.measure(CommandStage.load) {
      profile?.count(fileAt: weights.path)
      return try read()
    }
  }
}

extension SectionInput {
  /// Reads an input as a stage of its own.
  init(_ path: String, _ options: SourceOptions, profile: StageProfile?) throws {
    self = try profile.measure(CommandStage.read) {
      profile?.count(fileAt: path)
      return try SectionInput(path, options)
    }
  }
}
