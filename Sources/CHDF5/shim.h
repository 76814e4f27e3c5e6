// What Swift cannot import from libhdf5: macros with casts or hidden initialisation, and functions whose
// signature differs between versions. One inline getter or wrapper each, and nothing else.
#pragma once
#include <hdf5.h>
#include <stdint.h>
#include <string.h>

#define CHDF5_IDENTIFIER(name, value) \
  static inline hid_t chdf5_##name(void) { return (value); }

CHDF5_IDENTIFIER(default_properties, H5P_DEFAULT)
CHDF5_IDENTIFIER(all_elements, H5S_ALL)
CHDF5_IDENTIFIER(error_stack, H5E_DEFAULT)

CHDF5_IDENTIFIER(file_access_class, H5P_FILE_ACCESS)
CHDF5_IDENTIFIER(link_access_class, H5P_LINK_ACCESS)
CHDF5_IDENTIFIER(group_creation_class, H5P_GROUP_CREATE)
CHDF5_IDENTIFIER(dataset_creation_class, H5P_DATASET_CREATE)
CHDF5_IDENTIFIER(transfer_class, H5P_DATASET_XFER)

CHDF5_IDENTIFIER(native_int8, H5T_NATIVE_INT8)
CHDF5_IDENTIFIER(native_int16, H5T_NATIVE_INT16)
CHDF5_IDENTIFIER(native_int32, H5T_NATIVE_INT32)
CHDF5_IDENTIFIER(native_int64, H5T_NATIVE_INT64)
CHDF5_IDENTIFIER(native_uint8, H5T_NATIVE_UINT8)
CHDF5_IDENTIFIER(native_uint16, H5T_NATIVE_UINT16)
CHDF5_IDENTIFIER(native_uint32, H5T_NATIVE_UINT32)
CHDF5_IDENTIFIER(native_uint64, H5T_NATIVE_UINT64)
CHDF5_IDENTIFIER(native_float32, H5T_NATIVE_FLOAT)
CHDF5_IDENTIFIER(native_float64, H5T_NATIVE_DOUBLE)
CHDF5_IDENTIFIER(little_int8, H5T_STD_I8LE)
CHDF5_IDENTIFIER(little_int16, H5T_STD_I16LE)
CHDF5_IDENTIFIER(little_int32, H5T_STD_I32LE)
CHDF5_IDENTIFIER(little_int64, H5T_STD_I64LE)
CHDF5_IDENTIFIER(little_uint8, H5T_STD_U8LE)
CHDF5_IDENTIFIER(little_uint16, H5T_STD_U16LE)
CHDF5_IDENTIFIER(little_uint32, H5T_STD_U32LE)
CHDF5_IDENTIFIER(little_uint64, H5T_STD_U64LE)
CHDF5_IDENTIFIER(little_float32, H5T_IEEE_F32LE)
CHDF5_IDENTIFIER(little_float64, H5T_IEEE_F64LE)
CHDF5_IDENTIFIER(c_string, H5T_C_S1)
CHDF5_IDENTIFIER(object_reference, H5T_STD_REF_OBJ)

// The minor error code of a file that ends before its superblock says it does.
CHDF5_IDENTIFIER(error_truncated, H5E_TRUNCATED)

static inline unsigned chdf5_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned chdf5_read_write(void) { return H5F_ACC_RDWR; }
static inline unsigned chdf5_replace(void) { return H5F_ACC_TRUNC; }
static inline size_t chdf5_variable_size(void) { return H5T_VARIABLE; }

/// What kind of object a name leads to and which object it is, whatever names lead to it.
typedef struct {
  H5O_type_t kind;
  uint64_t file;
  uint64_t address;
} chdf5_object;

static inline herr_t chdf5_object_info(hid_t object, chdf5_object *result) {
#if H5_VERSION_GE(1, 12, 0)
  H5O_info2_t info;
  herr_t status = H5Oget_info3(object, &info, H5O_INFO_BASIC);
  if (status < 0) return status;
  memcpy(&result->address, &info.token, sizeof result->address);
#elif H5_VERSION_GE(1, 10, 3)
  H5O_info_t info;
  herr_t status = H5Oget_info2(object, &info, H5O_INFO_BASIC);
  if (status < 0) return status;
  result->address = (uint64_t)info.addr;
#else
  H5O_info_t info;
  herr_t status = H5Oget_info(object, &info);
  if (status < 0) return status;
  result->address = (uint64_t)info.addr;
#endif
  result->kind = info.type;
  result->file = (uint64_t)info.fileno;
  return status;
}

/// Receives the name of one link of a group; a negative result stops the iteration.
typedef herr_t (*chdf5_name_receiver)(const char *name, void *context);
typedef struct {
  chdf5_name_receiver receiver;
  void *context;
} chdf5_name_iteration;

#if H5_VERSION_GE(1, 12, 0)
static inline herr_t chdf5_receive_link(
    hid_t group, const char *name, const H5L_info2_t *info, void *iteration) {
#else
static inline herr_t chdf5_receive_link(
    hid_t group, const char *name, const H5L_info_t *info, void *iteration) {
#endif
  chdf5_name_iteration *names = (chdf5_name_iteration *)iteration;
  return names->receiver(name, names->context);
}

static inline herr_t chdf5_link_names(hid_t group, chdf5_name_receiver receiver, void *context) {
  chdf5_name_iteration names = {receiver, context};
#if H5_VERSION_GE(1, 12, 0)
  return H5Literate2(group, H5_INDEX_NAME, H5_ITER_INC, NULL, chdf5_receive_link, &names);
#else
  return H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, NULL, chdf5_receive_link, &names);
#endif
}

static inline herr_t chdf5_receive_attribute(
    hid_t object, const char *name, const H5A_info_t *info, void *iteration) {
  chdf5_name_iteration *names = (chdf5_name_iteration *)iteration;
  return names->receiver(name, names->context);
}

static inline herr_t chdf5_attribute_names(
    hid_t object, chdf5_name_receiver receiver, void *context) {
  chdf5_name_iteration names = {receiver, context};
  return H5Aiterate2(
      object, H5_INDEX_NAME, H5_ITER_INC, NULL, chdf5_receive_attribute, &names);
}

/// The kind of a link and the size of what a soft or external link says.
static inline herr_t chdf5_link_kind(
    hid_t group, const char *name, H5L_type_t *kind, size_t *value_size) {
#if H5_VERSION_GE(1, 12, 0)
  H5L_info2_t info;
  herr_t status = H5Lget_info2(group, name, &info, H5P_DEFAULT);
#else
  H5L_info_t info;
  herr_t status = H5Lget_info(group, name, &info, H5P_DEFAULT);
#endif
  if (status < 0) return status;
  *kind = info.type;
  *value_size = info.type == H5L_TYPE_HARD ? 0 : info.u.val_size;
  return status;
}

/// Locks the file where the file system can, and does without where it cannot (network shares).
static inline herr_t chdf5_lock_where_possible(hid_t access) {
#if H5_VERSION_GE(1, 14, 0) || (H5_VERSION_GE(1, 10, 7) && !H5_VERSION_GE(1, 12, 0)) || \
    (H5_VERSION_GE(1, 12, 1) && !H5_VERSION_GE(1, 13, 0))
  return H5Pset_file_locking(access, 1, 1);
#else
  return 0;
#endif
}

/// Makes every external link that is met fail instead of opening another file.
static inline herr_t chdf5_refuse_file(
    const char *parent_file, const char *parent_group, const char *child_file,
    const char *child_object, unsigned *flags, hid_t access, void *context) {
  return -1;
}

static inline herr_t chdf5_refuse_external_links(hid_t link_access) {
  return H5Pset_elink_cb(link_access, chdf5_refuse_file, NULL);
}
