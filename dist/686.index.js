export const id = 686;
export const ids = [686];
export const modules = {
7686:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, {
openTable: () => ( openTable)
});
var _aws_sdk_client_dynamodb__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4305);
var _domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6736);
var _translate_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3932);
function openTable(client, TableName, abortSignal) {
    const about = (action, item) => ({
        action,
        resource: `${TableName}, item ${item}`,
    });
    const read = (id, attribute) => (0,_translate_js__WEBPACK_IMPORTED_MODULE_1__ .Em)(about('dynamodb:GetItem', id), async () => {
        const { Item } = await client.send(new _aws_sdk_client_dynamodb__WEBPACK_IMPORTED_MODULE_2__.GetItemCommand({
            TableName,
            Key: { LockID: { S: id } },
            ConsistentRead: true,
            ProjectionExpression: `LockID, ${attribute}`,
        }), { abortSignal });
        return Item === undefined ? undefined : (Item[attribute]?.S ?? '');
    });
    const remove = (id, { attribute, seen }) => (0,_translate_js__WEBPACK_IMPORTED_MODULE_1__ .Em)(about('dynamodb:DeleteItem', id), () => unlessChanged(() => client.send(new _aws_sdk_client_dynamodb__WEBPACK_IMPORTED_MODULE_2__.DeleteItemCommand({
        TableName,
        Key: { LockID: { S: id } },
        ConditionExpression: `${attribute} = :seen`,
        ExpressionAttributeValues: { ':seen': { S: seen } },
    }), { abortSignal })));
    const putDigest = (address, { digest, condition, seen }) => (0,_translate_js__WEBPACK_IMPORTED_MODULE_1__ .Em)(about('dynamodb:PutItem', (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .TQ)(address)), () => unlessChanged(() => client.send(new _aws_sdk_client_dynamodb__WEBPACK_IMPORTED_MODULE_2__.PutItemCommand({
        TableName,
        Item: { LockID: { S: (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .TQ)(address) }, Digest: { S: digest } },
        ConditionExpression: condition,
        ExpressionAttributeValues: { ':seen': { S: seen } },
    }), { abortSignal })));
    return {
        getLockInfo: (address) => read((0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .Gw)(address), 'Info'),
        putLock: (address, info) => (0,_translate_js__WEBPACK_IMPORTED_MODULE_1__ .Em)(about('dynamodb:PutItem', (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .Gw)(address)), () => unlessChanged(() => client.send(new _aws_sdk_client_dynamodb__WEBPACK_IMPORTED_MODULE_2__.PutItemCommand({
            TableName,
            Item: { LockID: { S: (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .Gw)(address) }, Info: { S: info } },
            ConditionExpression: 'attribute_not_exists(LockID)',
        }), { abortSignal }))),
        get: (address) => read((0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .TQ)(address), 'Digest'),
        put: (address, digest) => putDigest(address, { digest, condition: 'attribute_not_exists(LockID) OR Digest = :seen', seen: digest }),
        replace: (address, digest, seen) => putDigest(address, { digest, condition: 'Digest = :seen', seen }),
        delete: (address, digest) => remove((0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .TQ)(address), { attribute: 'Digest', seen: digest }),
        deleteLock: (address, info) => remove((0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .Gw)(address), { attribute: 'Info', seen: info }),
    };
}
async function unlessChanged(send) {
    try {
        await send();
        return true;
    }
    catch (error) {
        if (error instanceof _aws_sdk_client_dynamodb__WEBPACK_IMPORTED_MODULE_2__.ConditionalCheckFailedException)
            return false;
        throw error;
    }
}
})
};
