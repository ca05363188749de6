//! Commands whose arguments go to the server as they are: a table.
//!
//! The third column says what the arguments are, one letter each (see [`super::arguments`]), the fourth what becomes of
//! the answer in compatibility mode.

use super::after::After;
use super::run;
use crate::php::entry::handlers;

macro_rules! commands {
    ($($name:ident $words:literal $shape:literal $after:ident;)*) => {
        handlers! {
            $(fn $name(args, mut ret) { run(&args, &mut ret, $words, $shape, After::$after) })*
        }
    };
}

commands! {
    swirl_Coroutine_Redis_setEx "SETEX" "slv" Nothing;
    swirl_Coroutine_Redis_psetEx "PSETEX" "slv" Nothing;
    swirl_Coroutine_Redis_lSet "LSET" "slv" Nothing;
    swirl_Coroutine_Redis_get "GET" "s" NullIsFalse;
    swirl_Coroutine_Redis_mGet "MGET" "A" Nothing;
    swirl_Coroutine_Redis_del "DEL" "S" Nothing;
    swirl_Coroutine_Redis_hDel "HDEL" "ss+" Nothing;
    swirl_Coroutine_Redis_hSet "HSET" "ssv" Nothing;
    swirl_Coroutine_Redis_hMSet "HMSET" "sM" Nothing;
    swirl_Coroutine_Redis_hSetNx "HSETNX" "sss" Nothing;
    swirl_Coroutine_Redis_mSet "MSET" "M" Nothing;
    swirl_Coroutine_Redis_mSetNx "MSETNX" "M" Nothing;
    swirl_Coroutine_Redis_getKeys "KEYS" "s" Nothing;
    swirl_Coroutine_Redis_exists "EXISTS" "S" Nothing;
    swirl_Coroutine_Redis_type "TYPE" "s" Nothing;
    swirl_Coroutine_Redis_strLen "STRLEN" "s" Nothing;
    swirl_Coroutine_Redis_lPop "LPOP" "s" Nothing;
    swirl_Coroutine_Redis_blPop "BLPOP" "T" Nothing;
    swirl_Coroutine_Redis_rPop "RPOP" "s" Nothing;
    swirl_Coroutine_Redis_brPop "BRPOP" "T" Nothing;
    swirl_Coroutine_Redis_lSize "LLEN" "s" Nothing;
    swirl_Coroutine_Redis_sSize "SCARD" "s" Nothing;
    swirl_Coroutine_Redis_sPop "SPOP" "s" Nothing;
    swirl_Coroutine_Redis_sMembers "SMEMBERS" "s" Nothing;
    swirl_Coroutine_Redis_sRandMember "SRANDMEMBER" "s,l" Nothing;
    swirl_Coroutine_Redis_persist "PERSIST" "s" Nothing;
    swirl_Coroutine_Redis_ttl "TTL" "s" Nothing;
    swirl_Coroutine_Redis_pttl "PTTL" "s" Nothing;
    swirl_Coroutine_Redis_zCard "ZCARD" "s" Nothing;
    swirl_Coroutine_Redis_hLen "HLEN" "s" Nothing;
    swirl_Coroutine_Redis_hKeys "HKEYS" "s" Nothing;
    swirl_Coroutine_Redis_hVals "HVALS" "s" Nothing;
    swirl_Coroutine_Redis_hGetAll "HGETALL" "s" Pairs;
    swirl_Coroutine_Redis_restore "RESTORE" "slv" Nothing;
    swirl_Coroutine_Redis_dump "DUMP" "s" Nothing;
    swirl_Coroutine_Redis_debug "DEBUG" "s" Nothing;
    swirl_Coroutine_Redis_renameKey "RENAME" "ss" Nothing;
    swirl_Coroutine_Redis_renameNx "RENAMENX" "ss" Nothing;
    swirl_Coroutine_Redis_rpoplpush "RPOPLPUSH" "ss" Nothing;
    swirl_Coroutine_Redis_randomKey "RANDOMKEY" "" Nothing;
    swirl_Coroutine_Redis_pfadd "PFADD" "sA" Nothing;
    swirl_Coroutine_Redis_pfcount "PFCOUNT" "S" Nothing;
    swirl_Coroutine_Redis_pfmerge "PFMERGE" "sA" Nothing;
    swirl_Coroutine_Redis_ping "PING" "" Nothing;
    swirl_Coroutine_Redis_unwatch "UNWATCH" "" Nothing;
    swirl_Coroutine_Redis_watch "WATCH" "S" Nothing;
    swirl_Coroutine_Redis_save "SAVE" "" Nothing;
    swirl_Coroutine_Redis_bgSave "BGSAVE" "" Nothing;
    swirl_Coroutine_Redis_lastSave "LASTSAVE" "" Nothing;
    swirl_Coroutine_Redis_flushDB "FLUSHDB" "" Nothing;
    swirl_Coroutine_Redis_flushAll "FLUSHALL" "" Nothing;
    swirl_Coroutine_Redis_dbSize "DBSIZE" "" Nothing;
    swirl_Coroutine_Redis_bgrewriteaof "BGREWRITEAOF" "" Nothing;
    swirl_Coroutine_Redis_time "TIME" "" Nothing;
    swirl_Coroutine_Redis_role "ROLE" "" Nothing;
    swirl_Coroutine_Redis_setRange "SETRANGE" "sls" Nothing;
    swirl_Coroutine_Redis_setNx "SETNX" "sv" Nothing;
    swirl_Coroutine_Redis_getSet "GETSET" "sv" Nothing;
    swirl_Coroutine_Redis_append "APPEND" "sv" Nothing;
    swirl_Coroutine_Redis_lPushx "LPUSHX" "sv" Nothing;
    swirl_Coroutine_Redis_lPush "LPUSH" "sv+" Nothing;
    swirl_Coroutine_Redis_rPush "RPUSH" "sv+" Nothing;
    swirl_Coroutine_Redis_rPushx "RPUSHX" "sv" Nothing;
    swirl_Coroutine_Redis_sContains "SISMEMBER" "sv" Nothing;
    swirl_Coroutine_Redis_zScore "ZSCORE" "sv" Nothing;
    swirl_Coroutine_Redis_zRank "ZRANK" "sv" NullIsFalse;
    swirl_Coroutine_Redis_zRevRank "ZREVRANK" "sv" Nothing;
    swirl_Coroutine_Redis_hGet "HGET" "ss" Nothing;
    swirl_Coroutine_Redis_hExists "HEXISTS" "ss" IsTrue;
    swirl_Coroutine_Redis_publish "PUBLISH" "ss" Nothing;
    swirl_Coroutine_Redis_zIncrBy "ZINCRBY" "sdv" Nothing;
    swirl_Coroutine_Redis_zPopMin "ZPOPMIN" "s,l" Nothing;
    swirl_Coroutine_Redis_zPopMax "ZPOPMAX" "s,l" Nothing;
    swirl_Coroutine_Redis_bzPopMin "BZPOPMIN" "T" Nothing;
    swirl_Coroutine_Redis_bzPopMax "BZPOPMAX" "T" Nothing;
    swirl_Coroutine_Redis_zDeleteRangeByScore "ZREMRANGEBYSCORE" "sss" Nothing;
    swirl_Coroutine_Redis_zCount "ZCOUNT" "sss" Nothing;
    swirl_Coroutine_Redis_zRange "ZRANGE" "sll,w" Scores;
    swirl_Coroutine_Redis_zRevRange "ZREVRANGE" "sll,w" Scores;
    swirl_Coroutine_Redis_incrBy "INCRBY" "sl" Nothing;
    swirl_Coroutine_Redis_hIncrBy "HINCRBY" "ssl" Nothing;
    swirl_Coroutine_Redis_hIncrByFloat "HINCRBYFLOAT" "ssd" Nothing;
    swirl_Coroutine_Redis_incr "INCR" "s" Nothing;
    swirl_Coroutine_Redis_decrBy "DECRBY" "sl" Nothing;
    swirl_Coroutine_Redis_decr "DECR" "s" Nothing;
    swirl_Coroutine_Redis_getBit "GETBIT" "sl" Nothing;
    swirl_Coroutine_Redis_lGet "LINDEX" "sl" Nothing;
    swirl_Coroutine_Redis_setTimeout "EXPIRE" "sl" Nothing;
    swirl_Coroutine_Redis_pexpire "PEXPIRE" "sl" Nothing;
    swirl_Coroutine_Redis_expireAt "EXPIREAT" "sl" Nothing;
    swirl_Coroutine_Redis_pexpireAt "PEXPIREAT" "sl" Nothing;
    swirl_Coroutine_Redis_move "MOVE" "sl" Nothing;
    swirl_Coroutine_Redis_getRange "GETRANGE" "sll" Nothing;
    swirl_Coroutine_Redis_listTrim "LTRIM" "sll" Nothing;
    swirl_Coroutine_Redis_lGetRange "LRANGE" "sll" Nothing;
    swirl_Coroutine_Redis_zDeleteRangeByRank "ZREMRANGEBYRANK" "sll" Nothing;
    swirl_Coroutine_Redis_incrByFloat "INCRBYFLOAT" "sd" Nothing;
    swirl_Coroutine_Redis_bitCount "BITCOUNT" "s,ll" Nothing;
    swirl_Coroutine_Redis_bitOp "BITOP" "sss+" Nothing;
    swirl_Coroutine_Redis_sAdd "SADD" "sv+" Nothing;
    swirl_Coroutine_Redis_sMove "SMOVE" "ssv" Nothing;
    swirl_Coroutine_Redis_sDiff "SDIFF" "S" Nothing;
    swirl_Coroutine_Redis_sDiffStore "SDIFFSTORE" "S" Nothing;
    swirl_Coroutine_Redis_sUnion "SUNION" "S" Nothing;
    swirl_Coroutine_Redis_sUnionStore "SUNIONSTORE" "S" Nothing;
    swirl_Coroutine_Redis_sInter "SINTER" "S" Nothing;
    swirl_Coroutine_Redis_sInterStore "SINTERSTORE" "S" Nothing;
    swirl_Coroutine_Redis_sRemove "SREM" "sv+" Nothing;
    swirl_Coroutine_Redis_zDelete "ZREM" "sv+" Nothing;
    swirl_Coroutine_Redis_multi "MULTI" "" Nothing;
    swirl_Coroutine_Redis_exec "EXEC" "" Nothing;
    swirl_Coroutine_Redis_discard "DISCARD" "" Nothing;
    swirl_Coroutine_Redis_unlink "UNLINK" "S" Nothing;
    swirl_Coroutine_Redis_xLen "XLEN" "s" Nothing;
    swirl_Coroutine_Redis_xDel "XDEL" "ss+" Nothing;
    swirl_Coroutine_Redis_xRange "XRANGE" "sss,n" Entries;
    swirl_Coroutine_Redis_xRevRange "XREVRANGE" "sss,n" Entries;
    swirl_Coroutine_Redis_xGroupSetId "XGROUP SETID" "sss" Nothing;
    swirl_Coroutine_Redis_xGroupDestroy "XGROUP DESTROY" "ss" Nothing;
    swirl_Coroutine_Redis_xGroupCreateConsumer "XGROUP CREATECONSUMER" "sss" Nothing;
    swirl_Coroutine_Redis_xGroupDelConsumer "XGROUP DELCONSUMER" "sss" Nothing;
    swirl_Coroutine_Redis_xAck "XACK" "ssA" Nothing;
    swirl_Coroutine_Redis_xInfoConsumers "XINFO CONSUMERS" "ss" Nothing;
    swirl_Coroutine_Redis_xInfoGroups "XINFO GROUPS" "s" Nothing;
    swirl_Coroutine_Redis_xInfoStream "XINFO STREAM" "s" Pairs;
}
