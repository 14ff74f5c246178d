export const id = 503;
export const ids = [503];
export const modules = {
5503:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, {
openTurnItem: () => ( openTurnItem)
});
var _aws_sdk_client_dynamodb__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4305);
var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = __webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
var _domain_state_keys_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6736);
var _translate_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3932);
function openTurnItem({ client, home, address }) {
    const { table: TableName } = home;
    const LockID = { S: (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_1__ .cN)(address) };
    const about = (action) => ({
        action,
        resource: `${TableName}, item ${LockID.S}`,
    });
    const unlessConflict = async (send) => {
        try {
            return await send();
        }
        catch (error) {
            if (error instanceof _aws_sdk_client_dynamodb__WEBPACK_IMPORTED_MODULE_3__.ConditionalCheckFailedException)
                return undefined;
            throw error;
        }
    };
    const stillSeen = (expected) => ({
        ConditionExpression: 'WriteId = :seen',
        ExpressionAttributeValues: { ':seen': { S: expected } },
    });
    return {
        home,
        get: () => (0,_translate_js__WEBPACK_IMPORTED_MODULE_2__ .Em)(about('dynamodb:GetItem'), async () => {
            const { Item } = await client.send(new _aws_sdk_client_dynamodb__WEBPACK_IMPORTED_MODULE_3__.GetItemCommand({ TableName, Key: { LockID }, ConsistentRead: true }));
            if (Item === undefined)
                return undefined;
            return { body: Item['Body']?.S ?? '', version: Item['WriteId']?.S ?? '' };
        }),
        put: (body, expected) => (0,_translate_js__WEBPACK_IMPORTED_MODULE_2__ .Em)(about('dynamodb:PutItem'), async () => {
            const version = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)();
            const stored = await unlessConflict(() => client.send(new _aws_sdk_client_dynamodb__WEBPACK_IMPORTED_MODULE_3__.PutItemCommand({
                TableName,
                Item: { LockID, Body: { S: body }, WriteId: { S: version } },
                ...(expected === undefined
                    ? { ConditionExpression: 'attribute_not_exists(LockID)' }
                    : stillSeen(expected)),
            })));
            return stored === undefined ? { kind: 'conflict' } : { kind: 'stored', version };
        }),
        delete: (expected) => (0,_translate_js__WEBPACK_IMPORTED_MODULE_2__ .Em)(about('dynamodb:DeleteItem'), async () => {
            const deleted = await unlessConflict(() => client.send(new _aws_sdk_client_dynamodb__WEBPACK_IMPORTED_MODULE_3__.DeleteItemCommand({ TableName, Key: { LockID }, ...stillSeen(expected) })));
            return deleted !== undefined;
        }),
        clear: () => Promise.resolve(),
    };
}
})
};
