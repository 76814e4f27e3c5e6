import ParallelLoops

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Memory for the matrices and lists of a step, kept across steps.
///
/// A fresh 40 MB buffer costs 16 ms in page faults, a reused one under 1 ms; so buffers return here when
/// the last matrix that uses them goes. A pool belongs to one thread.
public final class BufferPool<Element: BitwiseCopyable> {
  private var free: [Int: [UnsafeMutablePointer<Element>]] = [:]
  /// How many buffers were asked of the system so far; constant in a steady training step.
  public private(set) var systemAllocations = 0
  /// Bytes held from the system now, in use or free.
  public private(set) var bytesHeld = 0

  private let profile: StageProfile?
  private let loop: ParallelLoop

  /// - Parameters:
  ///   - loop: touches fresh memory.
  ///   - profile: is told what the system is asked for.
  public init(loop: ParallelLoop = ParallelLoop(threads: 1), profile: StageProfile? = nil) {
    self.loop = loop
    self.profile = profile
  }

  deinit {
    for pointers in free.values { for pointer in pointers { pointer.deallocate() } }
  }

  /// A buffer of at least `count` elements, its content undefined.
  ///
  /// A free one of up to twice the size will do: windows differ in size from step to step, and a set of
  /// buffers for each size would come to several times the memory of the largest step.
  func take(_ count: Int) -> Buffer<Element> {
    let capacity = Self.sizeClass(count)
    var fitting = capacity
    while fitting <= 2 * capacity {
      if let pointer = free[fitting]?.popLast() {
        return Buffer(pointer: pointer, capacity: fitting, pool: self)
      }
      fitting = Self.sizeClass(fitting + 1)
    }
    systemAllocations += 1
    bytesHeld += capacity * MemoryLayout<Element>.stride
    profile?.count(pooledBytes: capacity * MemoryLayout<Element>.stride)
    let raw = Self.systemMemory(byteCount: capacity * MemoryLayout<Element>.stride)
    touch(raw, byteCount: count * MemoryLayout<Element>.stride)
    return Buffer(
      pointer: raw.bindMemory(to: Element.self, capacity: capacity), capacity: capacity, pool: self)
  }

  /// Memory on pages of 2 MB where it is large enough: a five-hundredth of the page faults, and gathers from tables of
  /// genes find their addresses in the processor's own table of pages.
  private static func systemMemory(byteCount: Int) -> UnsafeMutableRawPointer {
    let hugePage = 1 << 21
    let isLarge = byteCount >= 2 * hugePage
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: byteCount, alignment: isLarge ? hugePage : 64)
    #if os(Linux)
      // Advice only: where the system has no such pages, all is as before.
      if isLarge { _ = madvise(raw, byteCount, MADV_HUGEPAGE) }
    #endif
    return raw
  }

  /// Has all threads clear the pages of fresh memory, each its own: the system does so at the first touch, which
  /// would be one thread's time where one thread fills the memory.
  private func touch(_ raw: UnsafeMutableRawPointer, byteCount: Int) {
    let (block, page) = (1 << 22, 1 << 12)
    guard loop.threads > 1, byteCount > block else { return }
    loop.rows(byteCount, perPiece: block) { bytes, _ in
      for offset in stride(from: bytes.lowerBound, to: bytes.upperBound, by: page) {
        raw.storeBytes(of: 0, toByteOffset: offset, as: UInt8.self)
      }
    }
  }

  fileprivate func giveBack(_ pointer: UnsafeMutablePointer<Element>, capacity: Int) {
    free[capacity, default: []].append(pointer)
  }

  /// Returns every free buffer to the system.
  public func trim() {
    for (capacity, pointers) in free {
      for pointer in pointers { pointer.deallocate() }
      bytesHeld -= pointers.count * capacity * MemoryLayout<Element>.stride
    }
    free.removeAll()
  }

  /// Eight sizes an octave, so that a step with other windows finds a buffer that fits and wastes < 1/8.
  private static func sizeClass(_ count: Int) -> Int {
    let wanted = max(count, 64)
    let step = max(8, 1 << (Int.bitWidth - 1 - wanted.leadingZeroBitCount - 3))
    return (wanted + step - 1) / step * step
  }
}

/// A piece of a pool's memory; goes back when the last reference does.
final class Buffer<Element: BitwiseCopyable> {
  let pointer: UnsafeMutablePointer<Element>
  private let capacity: Int
  private let pool: BufferPool<Element>

  init(pointer: UnsafeMutablePointer<Element>, capacity: Int, pool: BufferPool<Element>) {
    self.pointer = pointer
    self.capacity = capacity
    self.pool = pool
  }

  deinit { pool.giveBack(pointer, capacity: capacity) }
}
