/* Objects that carry bytes of ours, their classes and properties. */

#include "shim.h"

/* An object with `size` bytes of ours, zeroed, before the zend_object. */
zend_object *swirl_object_alloc(zend_class_entry *ce, size_t size, const zend_object_handlers *handlers)
{
	char *memory = emalloc(size + sizeof(zend_object) + zend_object_properties_size(ce));
	memset(memory, 0, size);
	zend_object *object = (zend_object *) (memory + size);
	zend_object_std_init(object, ce);
	object_properties_init(object, ce);
	object->handlers = handlers;
	return object;
}

static zend_object *deny_new(zend_class_entry *ce)
{
	zend_throw_error(NULL, "The object of %s can not be created for security reasons", ZSTR_VAL(ce->name));
	zend_object *object = zend_objects_new(ce);
	object_properties_init(object, ce);
	return object;
}

static zend_object *deny_clone(zend_object *object)
{
	zend_throw_error(NULL, "Trying to clone an uncloneable object of class %s", ZSTR_VAL(object->ce->name));
	return zend_objects_clone_obj(object);
}

static void deny_unset_property(zend_object *object, zend_string *member, void **cache_slot)
{
	const zend_class_entry *native = object->ce;
	while (native->type != ZEND_INTERNAL_CLASS) {
		native = native->parent;
	}
	if (zend_hash_exists(&native->properties_info, member)) {
		zend_throw_error(NULL, "Property %s of class %s cannot be unset", ZSTR_VAL(member), ZSTR_VAL(object->ce->name));
		return;
	}
	zend_std_unset_property(object, member, cache_slot);
}

/* Handlers for a class whose objects carry bytes of ours. Made once, at startup. */
const zend_object_handlers *swirl_object_handlers(size_t offset, zend_object_free_obj_t free_object, zend_object_dtor_obj_t destroy, zend_object_get_gc_t get_gc)
{
	zend_object_handlers *handlers = pemalloc(sizeof(*handlers), true);
	*handlers = std_object_handlers;
	handlers->offset = offset;
	handlers->clone_obj = deny_clone;
	handlers->unset_property = deny_unset_property;
	if (free_object) handlers->free_obj = free_object;
	if (destroy) handlers->dtor_obj = destroy;
	if (get_gc) handlers->get_gc = get_gc;
	return handlers;
}

void swirl_class_set_create(zend_class_entry *ce, zend_object *(*create)(zend_class_entry *)) { ce->create_object = create ? create : deny_new; }
void swirl_class_not_serializable(zend_class_entry *ce)
{
#ifdef ZEND_ACC_NOT_SERIALIZABLE
	ce->ce_flags |= ZEND_ACC_NOT_SERIALIZABLE;
#endif
}
void swirl_class_final(zend_class_entry *ce) { ce->ce_flags |= ZEND_ACC_FINAL; }
zend_object *swirl_new_object(zend_class_entry *ce)
{
	zval value;
	return object_init_ex(&value, ce) == SUCCESS ? Z_OBJ(value) : NULL;
}
/* new ce($argument) */
zend_object *swirl_new_object_with(zend_class_entry *ce, zval *argument)
{
	zend_object *object = swirl_new_object(ce);
	if (object && object->ce->constructor) {
		zend_call_known_instance_method_with_1_params(object->ce->constructor, object, NULL, argument);
	}
	return object;
}
void swirl_object_release(zend_object *object) { OBJ_RELEASE(object); }
void swirl_object_addref(zend_object *object) { GC_ADDREF(object); }
uint32_t swirl_object_handle(const zend_object *object) { return object->handle; }
const char *swirl_class_name(const zend_object *object) { return ZSTR_VAL(object->ce->name); }
/* A declared property by its number: a slot, not a look-up. */
zval *swirl_property(zend_object *object, uint32_t number) { return OBJ_PROP_NUM(object, number); }
void swirl_update_property(zend_object *object, const char *name, size_t length, zval *value) { zend_update_property(object->ce, object, name, length, value); }

void *swirl_gc_buffer(void) { return zend_get_gc_buffer_create(); }
void swirl_gc_add(void *buffer, zval *value) { zend_get_gc_buffer_add_zval(buffer, value); }
HashTable *swirl_gc_use(void *buffer, zend_object *object, zval **table, int *count)
{
	zend_get_gc_buffer_use(buffer, table, count);
	return zend_std_get_properties(object);
}

/* A private property, read in the class's own scope; the value comes with a reference. */
void swirl_read_private(zend_class_entry *ce, zend_object *object, const char *name, size_t length, zval *result)
{
	zval scratch, *value = zend_read_property(ce, object, name, length, true, &scratch);
	ZVAL_COPY_DEREF(result, value);
}

void swirl_object_std_dtor(zend_object *object) { zend_object_std_dtor(object); }
