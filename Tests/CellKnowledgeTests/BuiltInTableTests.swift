import CellKnowledge
import Testing

@Suite("The built-in table")
struct BuiltInTableTests {
  @Test("Its records can be read")
  func records() throws {
    let table = try BuiltInTable()
    #expect(table.terms.count > 200)
  }
}
