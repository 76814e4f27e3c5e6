import ArgumentParser

@main
struct HistoglotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "histoglot", abstract: "A tissue-level cell language model.")
}
