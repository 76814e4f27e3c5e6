import CellKnowledge
import Foundation
import Testing

@Suite("OBO files")
struct OBOReaderTests {
  private func read(_ text: String) throws -> Ontology {
    let scratch = try ScratchFolder()
    return try OBOReader.read(scratch.file("o.obo", text + "\n"))
  }

  /// The reason and line with which a file is refused.
  private func refusal(_ text: String) -> KnowledgeError? {
    knowledgeError { _ = try read(text) }
  }

  private static let header = "format-version: 1.2\ndata-version: 2022\nontology: cl\n\n"

  @Test("A file that ends within a line did not arrive whole", arguments: [8, 30])
  func cutShort(missing: Int) throws {
    let whole = Self.header + "[Term]\nid: A:1\nname: first\n\n[Term]\nid: A:2\nis_a: A:1 ! first\n"
    #expect(try read(whole).terms.count == 2)
    let scratch = try ScratchFolder()
    let path = try scratch.file("cut.obo", String(whole.dropLast(missing)))
    let error = try #require(knowledgeError { _ = try OBOReader.read(path) })
    guard case .cutShort = error.reason else {
      Issue.record("\(error)")
      return
    }
  }

  @Test(
    "Names, definitions, synonyms with scope, is_a, cross-references and obsolete flags are read")
  func everything() throws {
    let ontology = try read(
      Self.header + """
        [Term]
        id: A:1
        name: first \\"cell\\" ! a comment
        def: "It says \\"yes\\"\\, and\\nmore." [PMID:1, "x"] {a="b"}
        synonym: "one" EXACT []
        synonym: "1st" EXACT abbreviation [X:1]
        synonym: "wide" BROAD [A:2]
        synonym: "tight" NARROW []
        synonym: "near" RELATED PLURAL [A:2 "note"]
        synonym: "bare" []
        is_a: A:2 {source="x"} ! second
        is_a: X:9 ! not in this file
        xref: FMA:1 "text"
        alt_id: A:7
        subset: slim
        relationship: part_of A:3 ! passed over
        unknown_tag: passed over

        [Typedef]
        id: part_of
        id: part_of

        [Term]
        id: A:2
        name: second
        is_obsolete: true
        replaced_by: A:1
        """)
    #expect(ontology.version == "2022" && ontology.name == "cl")
    let first = try #require(ontology.terms.first)
    #expect(ontology.terms.count == 2)
    #expect(first.name == "first \"cell\"")
    #expect(first.definition == "It says \"yes\", and\nmore.")
    #expect(first.synonyms.map(\.text) == ["one", "1st", "wide", "tight", "near", "bare"])
    #expect(
      first.synonyms.map(\.scope) == [.exact, .abbreviation, .broad, .narrow, .related, .exact])
    #expect(first.parents == ["A:2", "X:9"])
    #expect(first.crossReferences == ["FMA:1"] && first.alternativeIDs == ["A:7"])
    #expect(first.subsets == ["slim"] && !first.isObsolete && first.line == 5)
    let second = ontology.terms[1]
    #expect(second.isObsolete && second.replacedBy == "A:1")
  }

  @Test("Ends of lines may be CR LF, the last may be missing, a byte order mark may stand first")
  func ends() throws {
    let ontology = try read("\u{FEFF}format-version: 1.2\r\n\r\n[Term]\r\nid: A:1\r\nname: x")
    #expect(ontology.terms.map(\.name) == ["x"])
  }

  @Test("A header line of any length is passed over; a term's line is refused beyond a megabyte")
  func longLines() throws {
    let long = String(repeating: "Prefix(owl) ", count: 400_000)
    #expect(
      try read("format-version: 1.2\nowl-axioms: \(long)\n[Term]\nid: A:1\nname: x\n").terms.count
        == 1)
    #expect(
      try read("format-version: 1.2\n[Term]\nid: A:1\ncomment: \(long)\nname: x\n").terms.count
        == 1)
    let refused = refusal("format-version: 1.2\n[Term]\nid: A:1\ndef: \"\(long)\" []\n")
    #expect(refused?.reason == .lineTooLong(limit: 1 << 20) && refused?.line == 4)
  }

  @Test("What is malformed is refused with its line")
  func malformed() {
    let h = "format-version: 1.2\n"
    #expect(refusal("")?.reason == .notAnOntology)
    #expect(refusal("cell,gene\nx,y\n")?.reason == .notAnOntology)
    #expect(refusal(h + "[Term]\nname: x\n") == error(.idMissing, 2))
    #expect(refusal(h + "[Term]\nid: \nname: x\n")?.line == 3)
    #expect(
      refusal(h + "[Term]\nid: A:1\n[Term]\nid: A:1\n")
        == error(.duplicateID("A:1", firstLine: 2), 4))
    #expect(refusal(h + "[Term]\nid: A:1\nid: A:2\n") == error(.duplicateTag("id"), 4))
    #expect(
      refusal(h + "[Term]\nid: A:1\nname: x\nname: y\n") == error(.duplicateTag("name"), 5))
    let unquoted = KnowledgeError.Reason.malformedTag(
      "def", complaint: "its text is not in closed quotes")
    #expect(refusal(h + "[Term]\nid: A:1\ndef: no quotes\n") == error(unquoted, 4))
    #expect(refusal(h + "[Term]\nid: A:1\ndef: \"open\n") == error(unquoted, 4))
    #expect(refusal(h + "[Term]\nid: A:1\ndef: \"open\\\"\n") == error(unquoted, 4))
    #expect(
      refusal(h + "[Term\nid: A:1\n")
        == error(.malformedTag("[Term", complaint: "the bracket is not closed"), 2))
    #expect(
      refusal(h + "[Term]\nid: A:1\nis_a:  ! nothing\n")
        == error(.malformedTag("is_a", complaint: "it is empty"), 4))
  }

  private func error(_ reason: KnowledgeError.Reason, _ line: Int) -> KnowledgeErrorAtLine {
    KnowledgeErrorAtLine(reason: reason, line: line)
  }

  @Test("Bytes that are no text are refused where they mean something")
  func bytes() throws {
    let scratch = try ScratchFolder()
    var data = Data("format-version: 1.2\n[Term]\nid: A:1\ncomment: ".utf8)
    data.append(contentsOf: [0xFF, 0xFE])
    data.append(Data("\nname: ".utf8))
    let good = try scratch.file("good.obo", data + Data("x\n".utf8))
    #expect(try OBOReader.read(good).terms.count == 1)
    let bad = try scratch.file("bad.obo", data + Data([0xC3, 0x28, 0x0A]))
    #expect(knowledgeError { _ = try OBOReader.read(bad) } == error(.notText, 5))
    let zero = try scratch.file("zero.obo", data + Data([0x61, 0x00, 0x0A]))
    #expect(knowledgeError { _ = try OBOReader.read(zero) } == error(.notText, 5))
  }

  @Test("Terms that are their own ancestors are refused")
  func cycles() {
    func stanza(_ id: String, _ parent: String) -> String {
      "[Term]\nid: \(id)\nname: \(id)\nis_a: \(parent)\n"
    }
    let own = refusal("format-version: 1.2\n" + stanza("A:1", "A:1"))
    #expect(own?.reason == .cycle(["A:1", "A:1"]))
    let round = refusal(
      "format-version: 1.2\n" + stanza("A:0", "A:1") + stanza("A:1", "A:2")
        + stanza("A:2", "A:3") + stanza("A:3", "A:1"))
    #expect(round?.reason == .cycle(["A:1", "A:2", "A:3", "A:1"]))
  }

  @Test("A chain of a hundred thousand terms does not exhaust the stack")
  func deep() throws {
    var text = "format-version: 1.2\n"
    for index in 0..<100_000 { text += "[Term]\nid: A:\(index)\nis_a: A:\(index + 1)\n" }
    #expect(try read(text).terms.count == 100_000)
  }

  @Test("Files that are packed, folders and files that are not there are refused by what they are")
  func files() throws {
    let scratch = try ScratchFolder()
    let gzip = try scratch.file("o.obo.gz", Data([0x1F, 0x8B, 8, 0]))
    #expect(knowledgeError { _ = try OBOReader.read(gzip) }?.reason == .packed("a gzip file"))
    let folder = scratch.url.path
    #expect(
      knowledgeError { _ = try OBOReader.read(folder) }?.reason == .unreadable("it is a folder"))
    #expect(knowledgeError { _ = try OBOReader.read(scratch.path("no")) }?.reason == .missing)
  }

  @Test("The Cell Ontology is read", .enabled(if: TestData.isAvailable, "HISTOGLOT_DATA is absent"))
  func cellOntology() throws {
    let ontology = try OBOReader.read(TestData.knowledge("cl-basic.obo"))
    #expect(ontology.name == "cl/cl-base")
    #expect(ontology.licence == "http://creativecommons.org/licenses/by/4.0/")
    let live = ontology.terms.filter { !$0.isObsolete && $0.id.hasPrefix("CL:") }
    #expect(live.count == 2526)
    let microglia = try #require(ontology.terms.first { $0.id == "CL:0000129" })
    #expect(microglia.name == "microglial cell" && !microglia.synonyms.isEmpty)
    #expect(microglia.definition?.isEmpty == false && !microglia.parents.isEmpty)
  }
}

/// An error's reason and line, whatever the file.
struct KnowledgeErrorAtLine: Equatable {
  var reason: KnowledgeError.Reason
  var line: Int

  static func == (left: KnowledgeError?, right: KnowledgeErrorAtLine) -> Bool {
    left?.reason == right.reason && left?.line == right.line
  }
}
