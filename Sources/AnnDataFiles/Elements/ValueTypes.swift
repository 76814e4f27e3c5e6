import HDF5Files

// The value types below are part of what this module hands out, so that its users need no other import.

/// Values of one type in row-major order.
public typealias ArrayValues = HDF5Files.ArrayValues
/// Values with their shape and their type on disk.
public typealias TypedArray = HDF5Files.TypedArray
/// What one value is on disk.
public typealias ElementType = HDF5Files.ElementType
/// Where an element stands in a file.
public typealias ElementPath = HDF5Files.ElementPath
/// How far values may outgrow their stored bytes.
public typealias ReadLimits = HDF5Files.ReadLimits
/// The error of the layer below: the file itself, links, filters, types, the disk.
public typealias HDF5Error = HDF5Files.HDF5Error
/// One field of every entry of a record array.
public typealias CompoundColumn = HDF5Files.CompoundColumn
/// The axes of an array.
public typealias Extent = HDF5Files.Extent
