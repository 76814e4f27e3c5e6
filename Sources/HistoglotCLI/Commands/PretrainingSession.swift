import Autodiff
import Foundation
import Histoglot
import TissueMaps

/// Drives a pre-training run to its end: progress, log, checkpoints, signals.
struct PretrainingSession {
  let run: PretrainingRun
  let folder: URL
  let checkpoints: CheckpointFolder
  let log: ProgressLog
  let interruption: Interruption
  let profile: StageProfile?

  /// Seconds between checkpoints within an epoch.
  private static let interval = 300.0

  func finish(appending: Bool) throws {
    let started = Date()
    let firstProgress = run.progress
    var cells = 0
    var lastSaved = Date()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw ModelError(path: folder.path, reason: .unwritable(error.localizedDescription))
    }
    try writeLog(run.state.history)
    while !run.isFinished {
      let report = try run.advance()
      cells += report.cells
      if let why = report.skipped { log.say("step skipped: \(why)") }
      if let epoch = report.epoch {
        log.say(line(epoch))
        try writeLog(run.state.history)
        let isBest = run.state.history.dropLast().allSatisfy { $0.score > epoch.score }
        try profile.measure(CommandStage.checkpoints) {
          try checkpoints.save(run, isBest: isBest)
        }
        lastSaved = Date()
      } else if Date().timeIntervalSince(lastSaved) > Self.interval {
        try profile.measure(CommandStage.checkpoints) {
          try checkpoints.save(run, isBest: false)
        }
        lastSaved = Date()
      }
      if interruption.isRequested && !run.isFinished {
        try profile.measure(CommandStage.checkpoints) {
          try checkpoints.save(run, isBest: false)
        }
        log.say("stopped and saved; go on with --resume")
        log.say(profile)
        Foundation.exit(Interruption.exitCode)
      }
      log.update(status(report, cells: cells, started: started, firstProgress: firstProgress))
    }
    log.clearLine()
    let card = ModelCard(pretrained: run.model, run: run.options, history: run.state.history)
    try profile.measure(CommandStage.write) {
      try ModelFolder(folder).write(run.model, card: card.text)
      profile?.count(fileAt: ModelFolder(folder).weights.path)
    }
    try profile.measure(CommandStage.draw) { try drawLosses(run.state.history) }
    if let collapse = run.state.lastUsage?.collapse {
      log.say("warning: the mixture has collapsed: \(collapse); the latent space is of little use")
    }
    log.say(
      "\(folder.path): model written after \(ProgressLog.duration(Date().timeIntervalSince(started)))"
    )
  }

  private func status(
    _ report: PretrainingRun.StepReport, cells: Int, started: Date, firstProgress: Double
  ) -> String {
    let elapsed = Date().timeIntervalSince(started)
    let done = run.progress - firstProgress
    let left = done > 0 ? elapsed * (1 - run.progress) / done : .nan
    let losses = report.losses
    let hidden = masks ? "hidden \(losses.hidden.digits(3)), " : ""
    return
      "\(log.bar(run.progress))epoch \(min(run.state.epoch + 1, run.epochs))/\(run.epochs), \(Int(Double(cells) / max(elapsed, 1e-3))) cells/s, \(hidden)all \(losses.all.digits(3)), KL \(losses.divergence.digits(2)), \(ProgressLog.duration(left)) left"
  }

  private func line(_ epoch: EpochReport) -> String {
    let losses = epoch.validation ?? epoch.training
    let kind = epoch.validation == nil ? "training" : "validation"
    let hidden = masks ? "hidden \(losses.hidden.digits(4)), " : ""
    return
      "epoch \(epoch.epoch)/\(run.epochs): \(kind) loss \(hidden)all \(losses.all.digits(4)) nats a gene, KL \(losses.divergence.digits(2)) nats a cell; \(epoch.componentsInUse.digits(1)) of \(run.model.configuration.components) components in use"
  }

  /// Whether any count is hidden; else there is no loss of hidden ones.
  private var masks: Bool { !run.options.without.contains(.masking) }

  /// `training.jsonl`: a line for each epoch.
  private func writeLog(_ history: [EpochReport]) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    var text = Data()
    for epoch in history {
      text.append(try encoder.encode(epoch))
      text.append(UInt8(ascii: "\n"))
    }
    let path = folder.appendingPathComponent("training.jsonl")
    do {
      try text.write(to: path, options: .atomic)
    } catch {
      throw ModelError(path: path.path, reason: .unwritable(error.localizedDescription))
    }
  }

  private func drawLosses(_ history: [EpochReport]) throws {
    guard history.count > 1 else { return }
    let epochs = history.map { Double($0.epoch) }
    var series = [
      LineChart.Series("all counts, training", x: epochs, y: history.map(\.training.all))
    ]
    if masks {
      series.insert(
        LineChart.Series("hidden counts, training", x: epochs, y: history.map(\.training.hidden)),
        at: 0)
    }
    if masks, history.allSatisfy({ $0.validation != nil }) {
      series.append(
        LineChart.Series(
          "hidden counts, validation", x: epochs,
          y: history.map { $0.validation?.hidden ?? .nan }))
    }
    let chart = LineChart(
      title: "Pre-training", xAxis: ChartAxis("Epoch"),
      yAxis: ChartAxis("Loss (nats a gene)"), series: series)
    try chart.render().write(to: folder.appendingPathComponent("loss.png").path)
  }
}
