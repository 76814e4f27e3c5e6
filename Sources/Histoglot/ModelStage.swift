/// What of this module's work a profile tells apart.
enum ModelStage: String {
  case neighbours, latents
  case labelExperts = "label experts"
  case forward, backward, validation
  case optimiser
  case seedingComponents = "seeding components"
}
