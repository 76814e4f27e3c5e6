import Autodiff
import Testing

@Suite struct StageProfileTests {
  private enum Stage: String { case outer, inner, product }

  private func spend(_ seconds: Double) {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {}
  }

  @Test func `a stage within another is counted apart, and all sum to the whole`() throws {
    let profile = StageProfile()
    profile.measure(Stage.outer) {
      spend(0.02)
      profile.measure(Stage.inner) { spend(0.05) }
      profile.enter(Stage.inner)
      spend(0.05)
      profile.leave()
    }
    let whole = profile.whole
    try #require(profile.stages.map(\.name) == ["outer", "inner"])
    let (outer, inner) = (profile.stages[0], profile.stages[1])
    #expect(outer.wall >= 0.02 && inner.wall >= 0.1)
    #expect(outer.wall + inner.wall <= whole.wall)
    // Between the beginning and the first stage, and after the last one, there is nothing but another program's turn.
    #expect(outer.wall + inner.wall > 0.5 * whole.wall)
    #expect(outer.cpu + inner.cpu <= whole.cpu)
  }

  @Test func `work is measured where it throws, and done where nobody measures`() {
    struct Failure: Error {}
    let profile = StageProfile()
    #expect(throws: Failure.self) {
      try profile.measure(Stage.outer) { throw Failure() }
    }
    profile.measure(Stage.inner) {}
    #expect(profile.stages.map(\.name) == ["outer", "inner"])
    let none: StageProfile? = nil
    #expect(none.measure(Stage.outer) { 7 } == 7)
  }

  @Test func `products and pooled memory count for the stage that is open`() throws {
    let profile = StageProfile()
    let workspace = Workspace<Float>(profile: profile)
    let tape = Tape(workspace, isRecording: false)
    let (a, b) = profile.measure(Stage.outer) {
      (
        tape.constant(workspace.matrix(30, 40, [Float](repeating: 1, count: 1200))),
        tape.constant(workspace.matrix(40, 50, [Float](repeating: 1, count: 2000)))
      )
    }
    _ = profile.measure(Stage.product) { tape.matrixProduct(a, b) }
    try #require(profile.stages.map(\.name) == ["outer", "product"])
    #expect(profile.stages.map(\.operations) == [0, 2 * 30 * 40 * 50])
    #expect(profile.stages[0].pooledBytes >= 4 * (1200 + 2000))
    #expect(profile.stages.map(\.pooledBytes).reduce(0, +) == workspace.pool.bytesHeld)
  }
}
