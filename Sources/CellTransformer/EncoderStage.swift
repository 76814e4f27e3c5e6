/// What of this module's work a profile tells apart.
enum EncoderStage: String {
  case input, tokens, encoder
}
