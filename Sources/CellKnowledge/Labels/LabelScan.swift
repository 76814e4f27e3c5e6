/// Reads a label from left to right.
struct LabelScan {
  private(set) var words: [String] = []
  private(set) var layers: Set<String> = []
  private(set) var numbers: [String] = []
  private(set) var hasArea = false

  /// A run of letters and digits, and the separator before it.
  private struct Run {
    var text: String
    var before: Character?
  }

  /// Labels are short; what is longer is cut here.
  private static let limit = 400
  private var runs: [Run] = []
  private var next = 0

  init(_ label: some StringProtocol) {
    var text = ""
    var before: Character?
    for character in label.prefix(Self.limit) {
      if character.isLetter || character.isNumber {
        text += Spelling.plain(character)
      } else if character == "'" || character == "’" {
        continue
      } else {
        if !text.isEmpty { runs.append(Run(text: text, before: before)) }
        // Of several separators one that says something counts.
        if !text.isEmpty || before == nil || before == " " { before = character }
        text = ""
      }
    }
    if !text.isEmpty { runs.append(Run(text: text, before: before)) }
  }

  mutating func run() {
    while next < runs.count {
      let run = runs[next]
      next += 1
      if Spelling.areas.contains(run.text) {
        hasArea = true
        readLayers()
      } else if let layer = LayerRun(run.text) {
        if let word = layer.prefix { add(word) }
        if let first = layer.first { insert(first) }
        readLayers(isOpen: layer.first == nil, hasFirst: layer.first)
        if let word = layer.suffix { add(word) }
      } else if run.text.allSatisfy(\.isNumber) {
        numbers.append(run.text)
      } else {
        add(run.text)
      }
    }
    // "cortical layer 5" and "layer 5" say the same.
    if !layers.isEmpty { words.removeAll { ["cortex", "cortical", "neocortex"].contains($0) } }
  }

  /// Reads the numbers that go on behind `L2`: `/3`, `-3`, ` and 3`. A number behind a hyphen that is not larger
  /// numbers a subtype: `eL5-1`.
  private mutating func readLayers(isOpen: Bool = true, hasFirst first: String? = nil) {
    var isOpen = isOpen
    var last = first
    while next < runs.count {
      let run = runs[next]
      if ["and", "to", "und"].contains(run.text), last != nil,
        next + 1 < runs.count, LayerRun.number(runs[next + 1].text) != nil
      {
        next += 1
        isOpen = true
        continue
      }
      guard let number = LayerRun.number(run.text) else { return }
      if !isOpen {
        guard run.before == "/" || run.before == "-" || run.before == "–" || run.before == ","
        else { return }
        if run.before != "/", let last, number.prefix(1) <= last.prefix(1) { return }
      }
      insert(number)
      last = number
      next += 1
      isOpen = false
    }
  }

  private mutating func insert(_ layer: String) {
    switch layer {
    // Sublayers a and b of layer 5, and 6a, are told apart by few; 6b is a layer of its own.
    case "6b": layers.insert("6b")
    case "23": layers.formUnion(["2", "3"])
    case "34": layers.formUnion(["3", "4"])
    case "45": layers.formUnion(["4", "5"])
    case "56": layers.formUnion(["5", "6"])
    default: layers.insert(String(layer.prefix(1)))
    }
  }

  private mutating func add(_ word: String) {
    if word == "ergic", let last = words.popLast() {
      words.append(last + word)
      return
    }
    guard !Spelling.silent.contains(word) else { return }
    let singular = Spelling.singular(word)
    guard !Spelling.silent.contains(singular) else { return }
    words.append(Spelling.common[singular] ?? singular)
  }
}
