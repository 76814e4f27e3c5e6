import SectionSimulator
import Testing

@Suite struct Xoshiro256Tests {
  @Test func `numbers are those its authors' code gives from state 1, 2, 3, 4`() {
    var generator = Xoshiro256(state: (1, 2, 3, 4))
    let expected: [UInt64] = [
      11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360,
      607_988_272_756_665_600, 16_172_922_978_634_559_625, 8_476_171_486_693_032_832,
    ]
    #expect(expected.map { _ in generator.next() } == expected)
  }

  @Test func `a seed repeats, another seed or stream does not`() {
    func first(_ seed: UInt64, _ stream: UInt64) -> UInt64 {
      var generator = Xoshiro256(seed: seed, stream: stream)
      return generator.next()
    }
    #expect(first(7, 0) == first(7, 0))
    let all = Set((0..<40).flatMap { seed in (0..<40).map { first(seed, $0) } })
    #expect(all.count == 1600)
  }
}
