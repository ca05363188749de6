//! What is alive inside PHP.

use crate::php::deadlock;
use crate::php::entry::handlers;
use crate::php::ffi;
use crate::php::value::Array;
use crate::php::value::Val;

handlers! {
    fn swirl_fn_Coroutine_deadlock_check(args, _ret) {
        args.expect(0, 0)?;
        deadlock::print();
        Ok(())
    }

    fn swirl_fn_swoole_get_objects(args, mut ret) {
        args.expect(0, 0)?;
        let mut list = Val::bool(false);
        // SAFETY: the C half's contract.
        unsafe { ffi::swirl_objects(&mut list) };
        ret.set(list);
        Ok(())
    }

    fn swirl_fn_swoole_get_object_by_handle(args, mut ret) {
        args.expect(1, 1)?;
        // SAFETY: the C half's contract; the object comes without a reference of ours.
        let object = unsafe { ffi::swirl_object_by_handle(args.long(0)?) };
        if object.is_null() {
            ret.bool(false);
            return Ok(());
        }
        ret.give(Val::object(object).share());
        Ok(())
    }

    fn swirl_fn_swoole_get_vm_status(args, mut ret) {
        args.expect(0, 0)?;
        // SAFETY: the C half's contract.
        let (objects, resources) = unsafe { (ffi::swirl_object_count(), ffi::swirl_resource_count()) };
        let status = Array::new().long("object_num", i64::from(objects)).long("resource_num", i64::from(resources));
        ret.give(status.build());
        Ok(())
    }
}
