import Autodiff
import Histoglot
import Testing

@Suite struct EncoderPrecisionTests {
  @Test(
    .enabled(if: Precision.bf16.isAvailable, "needs the trait oneDNN and a processor with bf16"),
    arguments: [Preset.small, .base])
  func `latents in bf16 point where those in fp32 do`(preset: Preset) throws {
    let section = try SmallTissue(cells: 400, seed: 1).prepared()
    let model = SmallTissue.model(preset: preset)
    func latents(_ precision: Precision) -> [[Float]] {
      let workspace = Workspace<Float>(threads: 2, precision: precision)
      let found = model.latents(model.encode(section, in: workspace), in: workspace)
      return (0..<found.rows).map(found.row)
    }
    let (single, half) = (latents(.fp32), latents(.bf16))
    func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let cosines = zip(single, half).map { dot($0, $1) / (dot($0, $0) * dot($1, $1)).squareRoot() }
    #expect(single != half)
    #expect((cosines.min() ?? 0) > 0.999, "\(cosines.min() ?? 0)")
  }
}
