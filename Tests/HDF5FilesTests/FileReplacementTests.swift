import Foundation
import HDF5Files
import Testing

@Suite("Replacing files")
struct FileReplacementTests {
  private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test("the target is what it was until the end, and nothing else is left behind")
  func commit() throws {
    try withTemporaryFolder { folder in
      let target = "\(folder)/a.h5"
      try "before".write(toFile: target, atomically: false, encoding: .utf8)
      let replacement = try FileReplacement(target: target)
      let writer = try replacement.makeNew(reserving: 1 << 20)
      try writer.write(TypedArray(.int32([7])), to: "x")
      try writer.close()
      #expect(try text(target) == "before")
      try replacement.commit()
      #expect(try HDF5File(path: target).read("x").values == .int32([7]))
      #expect(try names(in: folder) == ["a.h5"])
      // What was reserved and not needed was given back.
      #expect(try HDF5File(path: target).byteCount < 10_000)
    }
  }

  @Test("what is given up leaves the target as it was")
  func giveUp() throws {
    try withTemporaryFolder { folder in
      let target = "\(folder)/a.h5"
      try "before".write(toFile: target, atomically: false, encoding: .utf8)
      do {
        let replacement = try FileReplacement(target: target)
        _ = try replacement.makeNew(reserving: 1 << 16)
        #expect(try names(in: folder).count == 2)
      }
      #expect(try names(in: folder) == ["a.h5"])
      #expect(try text(target) == "before")
    }
  }

  @Test(
    "what a process that was killed left behind is cleared away by the next write, and nothing else is"
  )
  func killed() throws {
    try withTemporaryFolder { folder in
      let target = "\(folder)/a.h5"
      let temporary = URL(fileURLWithPath: try FileReplacement(target: target).temporary)
        .lastPathComponent
      // A process that has ended: nobody has its number now.
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/true")
      try process.run()
      process.waitUntilExit()
      let own = ".\(getpid()).0."
      try #require(temporary.contains(own))
      func name(_ process: Int32) -> String {
        temporary.replacingOccurrences(of: own, with: ".\(process).0.")
      }
      let stale = name(process.processIdentifier)
      // The parent still lives; the others are of another target, another machine, or no such file at all.
      let kept = [
        name(getppid()), stale.replacingOccurrences(of: ".a.h5.", with: ".b.h5."),
        ".a.h5.elsewhere.\(process.processIdentifier).0.partial", ".a.h5.partial", "a.h5.partial",
      ]
      for name in kept + [stale] {
        try Data("x".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
      }
      let replacement = try FileReplacement(target: target)
      try replacement.makeNew(reserving: 0).close()
      try replacement.commit()
      #expect(try names(in: folder) == (kept + ["a.h5"]).sorted())
    }
  }

  @Test("the file behind a symbolic link is replaced, and the link stays one")
  func symbolicLink() throws {
    try withTemporaryFolder { folder in
      try FileManager.default.createDirectory(
        atPath: "\(folder)/there", withIntermediateDirectories: false)
      try "before".write(toFile: "\(folder)/there/a.h5", atomically: false, encoding: .utf8)
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/link.h5", withDestinationPath: "there/a.h5")
      let replacement = try FileReplacement(target: "\(folder)/link.h5")
      try replacement.makeNew(reserving: 0).close()
      try replacement.commit()
      #expect(try HDF5File(path: "\(folder)/there/a.h5").links(of: .root) == [])
      #expect(
        try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/link.h5")
          == "there/a.h5")
    }
  }

  @Test("a file keeps its permissions when it is replaced")
  func permissions() throws {
    try withTemporaryFolder { folder in
      let target = "\(folder)/a.h5"
      try "before".write(toFile: target, atomically: false, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: target)
      let replacement = try FileReplacement(target: target)
      try replacement.makeNew(reserving: 0).close()
      try replacement.commit()
      let attributes = try FileManager.default.attributesOfItem(atPath: target)
      #expect(attributes[.posixPermissions] as? NSNumber == 0o640)
    }
  }

  @Test("a folder that is missing, and a target that is a folder, are refused")
  func refused() throws {
    try withTemporaryFolder { folder in
      let missing = "\(folder)/none/a.h5"
      #expect(throws: HDF5Error(file: missing, reason: .fileMissing)) {
        try FileReplacement(target: missing)
      }
      #expect(throws: HDF5Error(file: folder, reason: .isFolder)) {
        try FileReplacement(target: folder)
      }
    }
  }
}
