import CellTransformer

extension ModelConfiguration {
  /// The widest layer that is believed; the product of two such widths is still a number of bytes.
  static let widest = 65_536
  static let mostBlocks = 256
  static let mostNeighbours = 1_000

  /// Checks that memory for the shape can be asked for and that its layers fit one another.
  ///
  /// What remains is for the weights to say, whose shapes must be these.
  func check() throws(UnsoundValue) {
    let part = "configuration"
    for (value, name) in [
      (encoder.width, "encoder.width"), (encoder.innerWidth, "encoder.innerWidth"),
      (latent, "latent"), (components, "components"), (decoderWidth, "decoderWidth"),
    ] {
      try UnsoundValue.check(value, within: 1...Self.widest, at: "\(part).\(name)")
    }
    try UnsoundValue.check(
      encoder.heads >= 1 && encoder.width % encoder.heads == 0, "\(encoder.heads)",
      at: "\(part).encoder.heads",
      wanted: "a number that divides configuration.encoder.width, \(encoder.width)")
    try UnsoundValue.check(
      1...Self.mostBlocks ~= encoder.blocks.count, "a list of \(encoder.blocks.count)",
      at: "\(part).encoder.blocks", wanted: "a list of 1 to \(Self.mostBlocks)")
    try UnsoundValue.check(
      encoder.neighbours, within: 1...Self.mostNeighbours, at: "\(part).encoder.neighbours")
    try UnsoundValue.check(
      (0..<1).contains(encoder.dropout), "\(encoder.dropout)", at: "\(part).encoder.dropout",
      wanted: "a number from 0 to less than 1")
    for left in without {
      try UnsoundValue.check(
        without.count { $0 == left } == 1 && (left == .masking || !left.isPart(of: self)),
        "a list that names \(left.rawValue)", at: "\(part).without",
        wanted: "a list of what the rest of the configuration leaves out, each named once")
    }
  }
}
