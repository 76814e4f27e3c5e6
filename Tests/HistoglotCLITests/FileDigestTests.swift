import Foundation
import HistoglotCLI
import Testing

@Suite("SHA-256") struct FileDigestTests {
  private func digest(_ text: String) -> String {
    Data(text.utf8).withUnsafeBytes { FileDigest.sha256(of: $0) }
  }

  @Test("The standard's own examples: no block, one, two")
  func standard() {
    #expect(
      digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
  }

  @Test("A million letters, which fill their last block")
  func million() {
    #expect(
      digest(String(repeating: "a", count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }
}
