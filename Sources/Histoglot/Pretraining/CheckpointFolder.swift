import Autodiff
import CellSections
import Foundation

/// The checkpoints of a run: the last three and the best, each a model folder with what the optimiser
/// remembers and where the run was.
public struct CheckpointFolder: Sendable {
  private let url: URL

  /// How many are kept beside the best.
  static let kept = 3

  /// - Parameter model: the run's model folder; checkpoints lie in `checkpoints/` below it.
  public init(ofModelAt model: URL) { url = model.appendingPathComponent("checkpoints") }

  /// `state.json`.
  private struct Saved: Codable {
    var options: PretrainingOptions
    var state: PretrainingState
    var optimizerStep: Int
    var data: [DataFingerprint]
  }

  /// Saves a run; the folder appears whole or not at all.
  public func save(_ run: PretrainingRun, isBest: Bool) throws {
    let name = "step-" + padded(run.optimizer.step + run.state.skipped)
    let target = url.appendingPathComponent(name)
    let partial = url.appendingPathComponent(".\(name).partial")
    do {
      try write(run, to: partial)
      try replace(target, with: partial)
      if isBest {
        let copy = url.appendingPathComponent(".best.partial")
        try? FileManager.default.removeItem(at: copy)
        try FileManager.default.copyItem(at: target, to: copy)
        try replace(url.appendingPathComponent("best"), with: copy)
      }
    } catch {
      try? FileManager.default.removeItem(at: partial)
      throw error
    }
    for old in steps().dropLast(Self.kept) { try? FileManager.default.removeItem(at: old) }
  }

  /// Writes a checkpoint and a copy of it, as after an epoch that is the best so far, and removes both.
  func rehearse(_ run: PretrainingRun) throws {
    let names = [".rehearsal.partial", ".rehearsal-best.partial"]
    let places = names.map(url.appendingPathComponent)
    func clear() { for place in places { try? FileManager.default.removeItem(at: place) } }
    defer { clear() }
    clear()
    try write(run, to: places[0])
    try FileManager.default.copyItem(at: places[0], to: places[1])
  }

  private func write(_ run: PretrainingRun, to folder: URL) throws {
    try? FileManager.default.removeItem(at: folder)
    let card = ModelCard(pretrained: run.model, run: run.options, history: run.state.history)
    try ModelFolder(folder).write(run.model, card: card.text)
    let state = run.optimizer.state
    try writeSafeTensors(
      [
        NamedTensor(
          name: "first_moment", shape: [state.firstMoment.count], elements: state.firstMoment),
        NamedTensor(
          name: "second_moment", shape: [state.secondMoment.count], elements: state.secondMoment),
      ], metadata: ["format": "pt"], to: folder.appendingPathComponent("optimizer.safetensors"))
    let saved = Saved(
      options: run.options, state: run.state, optimizerStep: state.step,
      data: run.plan.sections.map(DataFingerprint.init))
    try writeAtomically(
      try ModelFolder.encoder.encode(saved), to: folder.appendingPathComponent("state.json"))
  }

  /// Removes the checkpoints of an earlier run, if there are any.
  public func discard() throws {
    guard FileManager.default.fileExists(atPath: url.path) else { return }
    do {
      try FileManager.default.removeItem(at: url)
    } catch {
      throw ModelError(path: url.path, reason: .unwritable(error.localizedDescription))
    }
  }

  /// Brings a run to where the last checkpoint left it.
  ///
  /// A checkpoint that is damaged is passed over for the one before it.
  ///
  /// - Parameters:
  ///   - run: made with the same sections and options.
  ///   - report: is told of each checkpoint that is passed over.
  public func resume(_ run: PretrainingRun, report: (String) -> Void = { _ in }) throws {
    var rest = steps()
    guard !rest.isEmpty else { throw ModelError(path: url.path, reason: .noCheckpoint) }
    while let last = rest.popLast() {
      do {
        return try resume(run, from: last)
      } catch {
        guard !rest.isEmpty, Self.isDamage(error) else { throw error }
        report("\(error); going on from \(rest[rest.count - 1].lastPathComponent) instead")
      }
    }
  }

  /// Whether an error is one of the checkpoint and not of what the run was asked to do.
  private static func isDamage(_ error: any Error) -> Bool {
    guard let error = error as? ModelError else { return error is ParameterFileError }
    switch error.reason {
    case .otherOptions, .otherData: return false
    default: return true
    }
  }

  private func resume(_ run: PretrainingRun, from last: URL) throws {
    let path = last.appendingPathComponent("state.json")
    let saved = try ModelFolder(last).decode(Saved.self, "state.json")
    if let difference = saved.options.difference(from: run.options) {
      throw ModelError(path: last.path, reason: .otherOptions(difference))
    }
    let data = run.plan.sections.map(DataFingerprint.init)
    if let difference = DataFingerprint.difference(of: saved.data, from: data) {
      throw ModelError(path: last.path, reason: .otherData(difference))
    }
    do {
      try UnsoundValue.check(saved.optimizerStep, within: 0...Int.max / 2, at: "optimizerStep")
      try saved.state.check(epochs: run.epochs, components: run.model.configuration.components)
    } catch {
      throw ModelError(path: path.path, reason: .damaged(error.description))
    }
    try run.model.store.load(
      from: SafeTensorsFile(reading: last.appendingPathComponent("model.safetensors")))
    let file = try SafeTensorsFile(reading: last.appendingPathComponent("optimizer.safetensors"))
    func moment(_ name: String) throws -> [Float] {
      guard let entry = file[name], entry.shape == [run.model.store.count] else {
        throw ParameterFileError(path: file.path, reason: .missingTensor(name))
      }
      let elements = try file.elements(of: entry, as: Float.self)
      guard elements.allSatisfy(\.isFinite) else {
        throw ParameterFileError(path: file.path, reason: .notFinite(tensor: name))
      }
      return elements
    }
    run.optimizer.restore(
      AdamWState(
        step: saved.optimizerStep, firstMoment: try moment("first_moment"),
        secondMoment: try moment("second_moment")))
    guard run.resume(saved.state) else {
      throw ModelError(
        path: path.path,
        reason: .damaged("state.step is \(saved.state.step), beyond the steps of its epoch"))
    }
  }

  /// The checkpoints by step, the latest last.
  private func steps() -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    return names.filter { $0.hasPrefix("step-") }.sorted().map(url.appendingPathComponent)
  }

  private func replace(_ target: URL, with source: URL) throws {
    if FileManager.default.fileExists(atPath: target.path) {
      let old = target.deletingLastPathComponent()
        .appendingPathComponent(".\(target.lastPathComponent).old")
      try? FileManager.default.removeItem(at: old)
      try FileManager.default.moveItem(at: target, to: old)
      try FileManager.default.moveItem(at: source, to: target)
      try FileManager.default.removeItem(at: old)
    } else {
      try FileManager.default.moveItem(at: source, to: target)
    }
  }

  private func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }
}
