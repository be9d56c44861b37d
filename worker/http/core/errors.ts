import type { Language } from "../../domain/language.ts";

interface Failure {
  status:
    | 400
    | 401
    | 402
    | 403
    | 404
    | 405
    | 409
    | 410
    | 413
    | 422
    | 426
    | 429
    | 500
    | 502
    | 503
    | 504;
  /** What happened and what to do next, in each language of the page. */
  text: Record<Language, string>;
}

/** Every refusal the API can give: code -> status and texts. The OpenAPI document and the page's toasts show this map. */
export const FAILURES = {
  PACKAGE_UNAVAILABLE: {
    status: 400,
    text: {
      zh: "该套餐不存在或已下架，请重新选择",
      en: "This package is no longer on sale. Please choose another.",
      jp: "このプランは販売を終了しました。別のものをお選びください。",
    },
  },
  PLAN_UNAVAILABLE: {
    status: 400,
    text: {
      zh: "没有这个订阅计划，请查看可选的计划",
      en: "There is no such plan. Please look at those that there are.",
      jp: "該当するプランがありません。利用できるプランをご確認ください。",
    },
  },
  PLAN_NOT_OFFERED: {
    status: 400,
    text: {
      zh: "该订阅计划目前不出售，请选择其他计划",
      en: "This plan is not sold now. Please choose another.",
      jp: "このプランは現在販売していません。別のプランをお選びください。",
    },
  },
  ALREADY_SUBSCRIBED: {
    status: 409,
    text: {
      zh: "已有该订阅，请在现有订阅中更改",
      en: "There is such a subscription already. Please change that one instead.",
      jp: "すでにご契約中です。現在のプランを変更してください。",
    },
  },
  CHANGE_NOT_POSSIBLE: {
    status: 409,
    text: {
      zh: "目前无法这样更改订阅，请查看原因后再试",
      en: "The subscription cannot be changed like that now. Please look at the reason.",
      jp: "現在このようにプランを変更することはできません。理由をご確認ください。",
    },
  },
  CREDIT_PURCHASES_CLOSED: {
    status: 409,
    text: {
      zh: "目前不单独出售积分，请升级订阅以获得更多积分",
      en: "Credits are not sold on their own now. Please upgrade your plan to get more.",
      jp: "現在クレジットの単独販売は行っていません。プランをアップグレードしてください。",
    },
  },
  PRICE_CHANGED: {
    status: 409,
    text: {
      zh: "价格已更新，请核对新价格后再下单",
      en: "The price has changed. Please look at the new one and order again.",
      jp: "価格が変更されました。新しい価格をご確認のうえ、もう一度ご注文ください。",
    },
  },
  OUT_OF_STOCK: {
    status: 400,
    text: {
      zh: "该套餐已售罄，请选择其他套餐",
      en: "This package is sold out. Please choose another.",
      jp: "このプランは売り切れです。別のプランをお選びください。",
    },
  },
  PAY_WAY_UNAVAILABLE: {
    status: 400,
    text: {
      zh: "该支付方式不可用，请选择其他支付方式",
      en: "This way to pay is not available. Please choose another.",
      jp: "このお支払い方法はご利用いただけません。別の方法をお選びください。",
    },
  },
  INSUFFICIENT_BALANCE: {
    status: 402,
    text: {
      zh: "余额不足，请充值后再试",
      en: "The balance is not enough. Please top up and try again.",
      jp: "残高が不足しています。チャージしてからもう一度お試しください。",
    },
  },
  QUOTA_EXCEEDED: {
    status: 429,
    text: {
      zh: "本期用量已用完，请升级套餐，或等待下次重置",
      en: "The quota is used up. Please upgrade the plan, or wait for the next period.",
      jp: "今期の利用枠を使い切りました。プランをアップグレードするか、次のリセットをお待ちください。",
    },
  },
  PRODUCT_UNKNOWN: {
    status: 404,
    text: {
      zh: "没有这个计量产品，请检查其编号",
      en: "No such product is counted. Please check its id.",
      jp: "該当する計測対象がありません。ID をご確認ください。",
    },
  },
  COUNT_INVALID: {
    status: 422,
    text: {
      zh: "该数量不适用于此产品，请检查后重试",
      en: "The count does not fit the product. Please check and try again.",
      jp: "この数量は対象に使えません。ご確認のうえ、もう一度お試しください。",
    },
  },
  TOKENS_INVALID: {
    status: 422,
    text: {
      zh: "模型用量的各部分不一致，请按提供方返回的原样提交",
      en: "The parts of the model's usage do not fit each other. Please send them as the provider answered.",
      jp: "モデル使用量の内訳が一致しません。提供元の応答のまま送信してください。",
    },
  },
  MODEL_NOT_PRICED: {
    status: 422,
    text: {
      zh: "该模型尚未定价，请先在目录中添加价格",
      en: "There is no price for this model. Please add one to the catalog.",
      jp: "このモデルの価格がありません。カタログに追加してください。",
    },
  },
  EVENT_TOO_OLD: {
    status: 422,
    text: {
      zh: "该用量发生在 7 天以前，无法再计入",
      en: "The event is more than seven days old and can no longer be counted.",
      jp: "7 日より前の利用のため、計上できません。",
    },
  },
  EVENT_IN_FUTURE: {
    status: 422,
    text: {
      zh: "用量时间晚于当前时间，请检查服务器时钟",
      en: "The event lies in the future. Please check your server's clock.",
      jp: "利用日時が未来になっています。サーバーの時計をご確認ください。",
    },
  },
  CORRECTION_INVALID: {
    status: 409,
    text: {
      zh: "无法这样更正，请检查所更正的记录",
      en: "This cannot be corrected like that. Please check the event that it names.",
      jp: "このように訂正することはできません。対象の記録をご確認ください。",
    },
  },
  EVENT_ID_REUSED: {
    status: 409,
    text: {
      zh: "该用量编号已用于另一条记录，请更换后重试",
      en: "This id was used for another event. Please take a new one.",
      jp: "この ID は別の記録で使用済みです。新しい ID を使ってください。",
    },
  },
  EVENTS_GONE: {
    status: 410,
    text: {
      zh: "该位置之后的事件已归档，或数据库已恢复到更早的时间，请不带 after 重新读取，并按 id 去重",
      en: "Events after this place are in the archive, or the database was put back to an earlier time. Begin anew without `after`, and pass over ids that you have.",
      jp: "この位置より後のイベントはアーカイブ済みか、データベースが以前の時点に復元されました。after を付けずに読み直し、処理済みの id は読み飛ばしてください。",
    },
  },
  PLAN_CHANGED: {
    status: 409,
    text: {
      zh: "该客户的订阅刚刚有变化，请核对现在的订阅后再操作",
      en: "The customer's plan has changed meanwhile. Please look at what stands now, then try again.",
      jp: "お客様のプランが変更されました。現在のプランを確認してから、もう一度操作してください。",
    },
  },
  ORDER_NOT_CLOSABLE: {
    status: 409,
    text: {
      zh: "该订单已付款，付款照常生效，不能关闭；如需退款请在订单页操作",
      en: "This order is paid, and the payment is honoured: it cannot be closed. Refund it instead.",
      jp: "この注文は支払い済みで、支払いは有効です。取り消しはできません。必要な場合は返金してください。",
    },
  },
  HOLD_NOT_FOUND: {
    status: 404,
    text: {
      zh: "未找到该预留，请检查预留编号",
      en: "There is no such hold. Please check its id.",
      jp: "該当する仮押さえがありません。番号をご確認ください。",
    },
  },
  HOLD_ENDED: {
    status: 409,
    text: {
      zh: "该预留已结束，请重新预留",
      en: "This hold has ended. Please make a new one.",
      jp: "この仮押さえは終了しています。もう一度お取りください。",
    },
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 409,
    text: {
      zh: "该幂等键已用于另一请求，请更换后重试",
      en: "This Idempotency-Key was used for another request. Please take a new one.",
      jp: "この Idempotency-Key は別のリクエストで使用済みです。新しいキーを使ってください。",
    },
  },
  FLAG_NOT_FOUND: {
    status: 404,
    text: {
      zh: "没有这个开关或文案，请检查名称",
      en: "There is no such flag. Please check its name.",
      jp: "該当する設定がありません。名前をご確認ください。",
    },
  },
  FLAG_READ_ONLY: {
    status: 409,
    text: {
      zh: "积分体系有专门的切换步骤，请按操作手册切换",
      en: "The credit system has a switch of its own. Please use that one.",
      jp: "クレジット方式には専用の切り替え手順があります。そちらをご利用ください。",
    },
  },
  FLAG_CHANGED: {
    status: 409,
    text: {
      zh: "他人刚刚更改了此项，请核对当前值后再保存",
      en: "Somebody else has changed this meanwhile. Please look at what stands now, then save again.",
      jp: "ほかの人がこの項目を変更しました。現在の値を確認してから、もう一度保存してください。",
    },
  },
  FLAG_VALUE_INVALID: {
    status: 422,
    text: {
      zh: "此项不能设为该值，请按提示修改",
      en: "This value would not be understood. Please correct it as described.",
      jp: "この値は設定できません。説明に従って修正してください。",
    },
  },
  LAST_PAY_WAY: {
    status: 409,
    text: {
      zh: "这样会没有任何可用的支付方式，请先开启另一种",
      en: "This would leave customers no way to pay. Please switch another one on first.",
      jp: "お支払い方法がなくなります。先に別の方法を有効にしてください。",
    },
  },
  KEY_NOT_FOUND: {
    status: 404,
    text: {
      zh: "没有这个 API 密钥，请检查其编号",
      en: "There is no such API key. Please check its id.",
      jp: "該当する API キーがありません。番号をご確認ください。",
    },
  },
  KEY_SCOPE_MISSING: {
    status: 403,
    text: {
      zh: "该 API 密钥没有此操作所需的权限范围，请使用包含该范围的密钥",
      en: "This API key lacks the scope for this. Please use a key that has it.",
      jp: "この API キーには必要なスコープがありません。スコープを含むキーをお使いください。",
    },
  },
  UNAUTHENTICATED: {
    status: 401,
    text: {
      zh: "请先登录后再继续",
      en: "Please sign in to continue.",
      jp: "続けるにはログインしてください。",
    },
  },
  ROLE_NOT_ENOUGH: {
    status: 403,
    text: {
      zh: "您的角色无权执行此操作，请联系所有者",
      en: "Your role may not do this. Please ask an owner.",
      jp: "お使いの権限ではこの操作を行えません。オーナーにご依頼ください。",
    },
  },
  ADJUSTMENT_LIMIT: {
    status: 429,
    text: {
      zh: "今天手动调整的额度已用完，请由其他有权限的人操作，或明天再试",
      en: "Your adjustments of a day are used up. Please ask a colleague, or go on tomorrow.",
      jp: "本日の手動調整の上限に達しました。ほかの担当者に依頼するか、明日お試しください。",
    },
  },
  CATALOG_ITEM_NOT_FOUND: {
    status: 404,
    text: {
      zh: "目录中没有该条目，可能已被删除",
      en: "There is nothing like that in the catalog. It may have been deleted.",
      jp: "カタログに該当する項目がありません。削除された可能性があります。",
    },
  },
  CATALOG_ID_TAKEN: {
    status: 409,
    text: {
      zh: "该编号已被使用，请换一个",
      en: "This id is taken already. Please choose another.",
      jp: "この ID はすでに使われています。別の ID をお選びください。",
    },
  },
  CATALOG_CHANGED: {
    status: 409,
    text: {
      zh: "其他人刚刚修改了这里，请核对现在的内容后再保存",
      en: "Somebody else has changed this meanwhile. Look at what stands now, then save again.",
      jp: "ほかの担当者が変更しました。現在の内容をご確認のうえ、もう一度保存してください。",
    },
  },
  SELLER_CHANGED: {
    status: 409,
    text: {
      zh: "其他人刚刚修改了销售方资料，请核对现在的内容后再保存",
      en: "Somebody else has changed the seller meanwhile. Look at what stands now, then save again.",
      jp: "ほかの担当者が販売者の情報を変更しました。現在の内容をご確認のうえ、もう一度保存してください。",
    },
  },
  ROW_NOT_FOUND: {
    status: 404,
    text: {
      zh: "没有这一行，可能已过保存期限",
      en: "There is no such row any more. Rows end after a while.",
      jp: "この行はありません。保存期間が過ぎた可能性があります。",
    },
  },
  NOTE_CHANGED: {
    status: 409,
    text: {
      zh: "其他人刚刚处理了这一行，请核对现在的备注后再保存",
      en: "Somebody else has noted something meanwhile. Look at what stands now, then save again.",
      jp: "ほかの担当者がこの行を更新しました。現在のメモをご確認のうえ、もう一度保存してください。",
    },
  },
  CATALOG_NOT_READY: {
    status: 409,
    text: {
      zh: "还不能上架，请先补全所列内容",
      en: "This cannot be on sale yet. Please complete what is listed first.",
      jp: "まだ販売を開始できません。表示された項目を先に入力してください。",
    },
  },
  CATALOG_IN_USE: {
    status: 409,
    text: {
      zh: "已上架过或正在使用，不能删除；可以下架",
      en: "This was on sale or is in use, so it stays. It can be taken off sale.",
      jp: "販売されたことがあるか使用中のため、削除できません。販売の停止は可能です。",
    },
  },
  OWN_ROLE: {
    status: 409,
    text: {
      zh: "不能更改自己的角色，请由另一位所有者操作",
      en: "Nobody changes their own role. Please ask another owner.",
      jp: "自分の権限は変更できません。ほかのオーナーにご依頼ください。",
    },
  },
  ROLE_FIXED: {
    status: 409,
    text: {
      zh: "该所有者由 OPERATOR_SUBJECTS 指定，只能在那里更改",
      en: "OPERATOR_SUBJECTS names this owner. Only there can that be changed.",
      jp: "このオーナーは OPERATOR_SUBJECTS で指定されており、そこでのみ変更できます。",
    },
  },
  FORBIDDEN: {
    status: 403,
    text: {
      zh: "当前账号没有此操作的权限",
      en: "This account is not allowed to do that.",
      jp: "このアカウントではこの操作を行えません。",
    },
  },
  ORIGIN_REFUSED: {
    status: 403,
    text: {
      zh: "请求来源不受信任，请回到本站页面后重试",
      en: "The request came from another site. Please try again from this page.",
      jp: "別サイトからのリクエストのため受け付けできません。このページからもう一度お試しください。",
    },
  },
  EMBED_ORIGIN_REFUSED: {
    status: 422,
    text: {
      zh: "该来源不允许嵌入门户，请加入 EMBED_ORIGINS；除本机外须为 https",
      en: "This origin may not frame the portal. Add it to EMBED_ORIGINS; it needs https, except on localhost.",
      jp: "このオリジンではポータルを埋め込めません。EMBED_ORIGINS に追加してください。localhost 以外は https が必要です。",
    },
  },
  PORTAL_TOKEN_ENDED: {
    status: 401,
    text: {
      zh: "门户令牌已失效，请重新获取",
      en: "This portal token has ended. Please ask for a new one.",
      jp: "ポータルトークンの有効期限が切れました。もう一度取得してください。",
    },
  },
  PORTAL_ORIGIN_REFUSED: {
    status: 403,
    text: {
      zh: "此门户令牌不适用于当前网站",
      en: "This portal token is not for the site that it is used on.",
      jp: "このポータルトークンは、このサイトでは使えません。",
    },
  },
  PORTAL_SCOPE_REFUSED: {
    status: 403,
    text: {
      zh: "此处仅可查看，无法更改；请到完整页面操作",
      en: "This view is read-only. Please make the change on the full page.",
      jp: "ここでは閲覧のみ可能です。変更は正式なページで行ってください。",
    },
  },
  CENTER_CLOSED: {
    status: 403,
    text: {
      zh: "该功能暂未开放，请稍后再来",
      en: "This centre is not open right now. Please come back later.",
      jp: "現在この機能はご利用いただけません。しばらくしてからお越しください。",
    },
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    text: {
      zh: "该地址不支持此请求方法，请查看 Allow 响应头",
      en: "This address does not take that method. The Allow header names those it takes.",
      jp: "このアドレスではこのメソッドを使えません。使えるものは Allow ヘッダーをご覧ください。",
    },
  },
  NOT_FOUND: {
    status: 404,
    text: {
      zh: "请求的地址不存在",
      en: "There is nothing at this address.",
      jp: "お探しのページは見つかりません。",
    },
  },
  ORDER_NOT_FOUND: {
    status: 404,
    text: {
      zh: "未找到该订单，请在我的记录中查看",
      en: "This order was not found. Please look in your records.",
      jp: "注文が見つかりません。「利用履歴」をご確認ください。",
    },
  },
  ORDER_NOT_PAYABLE: {
    status: 409,
    text: {
      zh: "该订单已不可支付，请查看订单状态或重新下单",
      en: "This order can no longer be paid. Check its status or place a new one.",
      jp: "この注文はお支払いできません。注文の状態を確認するか、もう一度ご注文ください。",
    },
  },
  TOO_MANY_CODES: {
    status: 409,
    text: {
      zh: "该订单用此方式获取二维码的次数已达上限，请换一种支付方式，或重新下单",
      en: "This order has had all the codes it can get for this way to pay. Use another way to pay, or place a new order.",
      jp: "この注文では、このお支払い方法のコードをこれ以上表示できません。別のお支払い方法を選ぶか、もう一度ご注文ください。",
    },
  },
  TOO_MANY_ORDERS: {
    status: 429,
    text: {
      zh: "您在 24 小时内未支付的订单过多，请先支付已有订单，或明天再来",
      en: "You have placed too many orders within 24 hours without paying. Pay one of them, or come back tomorrow.",
      jp: "24時間以内の未払いの注文が多すぎます。既存の注文をお支払いいただくか、明日もう一度お試しください。",
    },
  },
  NOTHING_PAID: {
    status: 409,
    text: {
      zh: "该订单没有已收款项，无需退款",
      en: "Nothing was paid for this order, so there is nothing to refund.",
      jp: "この注文は支払われていないため、返金するものがありません。",
    },
  },
  ORDER_NOT_FULFILLED: {
    status: 409,
    text: {
      zh: "该订单正在开通，请稍等片刻再退款",
      en: "This order is still being fulfilled. Please try again in a moment.",
      jp: "この注文は反映処理中です。少し待ってからもう一度お試しください。",
    },
  },
  CLAW_BACK_NOT_COVERED: {
    status: 409,
    text: {
      zh: "该订单发放的权益已有部分用掉，无法全部扣回；可改为只扣回剩余部分",
      en: "Part of what this order granted is gone, so it cannot be taken back in full. What is left can be.",
      jp: "この注文で付与した分の一部が使われているため、全量は取り消せません。残りの分のみの取り消しは可能です。",
    },
  },
  REFUND_NOT_FAILED: {
    status: 409,
    text: {
      zh: "该订单没有失败的退款，无法标记为已在渠道退回；请先查看退款进度",
      en: "No refund of this order has failed for good, so there is nothing to settle. Look how far it is.",
      jp: "この注文には失敗した返金がないため、返金済みにできません。返金の状況をご確認ください。",
    },
  },
  MONEY_NOT_RETURNED: {
    status: 409,
    text: {
      zh: "支付渠道显示这笔款项没有退回，请先在渠道后台核对",
      en: "The payment provider does not say that this money went back. Please check in its own console.",
      jp: "決済サービスではこの代金の返金が確認できません。決済サービスの管理画面をご確認ください。",
    },
  },
  INVOICE_NOT_FOUND: {
    status: 404,
    text: {
      zh: "未找到该账单，请在账单列表中查看",
      en: "This invoice was not found. Please look in your list of invoices.",
      jp: "請求書が見つかりません。請求書の一覧をご確認ください。",
    },
  },
  INVOICE_CHANGE_NOT_POSSIBLE: {
    status: 409,
    text: {
      zh: "该账单目前的状态不允许此操作，请刷新后查看",
      en: "The invoice is in no state for that. Please look at it again.",
      jp: "この請求書は現在その操作ができない状態です。もう一度ご確認ください。",
    },
  },
  NOTHING_TO_CREDIT: {
    status: 409,
    text: {
      zh: "该账单没有已完成且尚未开具贷记单的退款",
      en: "No refund of this invoice is through that has no credit note yet.",
      jp: "この請求書には、返還請求書が未発行の完了した返金がありません。",
    },
  },
  SELLER_MISSING: {
    status: 409,
    text: {
      zh: "尚未填写销售方信息，请先填写再开具账单",
      en: "Nobody said yet who sells. Please fill in the seller's profile first.",
      jp: "発行者の情報が未登録です。先に登録してから請求書を発行してください。",
    },
  },
  FAPIAO_NOT_POSSIBLE: {
    status: 409,
    text: {
      zh: "该账单目前不能申请发票：需为已付的人民币账单，且未申请过、未全额退款",
      en: "No fapiao can be asked for now: the invoice must be paid, in CNY, not refunded in full and not asked for already.",
      jp: "この請求書では現在発票を申請できません。支払い済みの人民元建てで、未申請かつ全額返金されていないものに限ります。",
    },
  },
  FONT_MISSING: {
    status: 503,
    text: {
      zh: "暂时无法生成 PDF：缺少字体（管理员请运行 npm run fonts）；可先使用网页版打印",
      en: "The PDF cannot be made: its fonts are missing (operators: npm run fonts). The print view works meanwhile.",
      jp: "フォントがないため PDF を作成できません（管理者は npm run fonts を実行してください）。印刷用ページはご利用いただけます。",
    },
  },
  ARCHIVE_FILES_MISSING: {
    status: 503,
    text: {
      zh: "归档桶中缺少该月的文件，未能全部恢复：请检查 ARCHIVE 绑定的 R2 桶，然后重试",
      en: "Files of this month are missing in the archive, so not everything is back. Check which R2 bucket is bound as ARCHIVE, then try again.",
      jp: "アーカイブにこの月のファイルがないため、すべては復元できません。ARCHIVE にバインドした R2 バケットを確認して、もう一度お試しください。",
    },
  },
  BODY_TOO_LARGE: {
    status: 413,
    text: {
      zh: "提交的内容过大",
      en: "The request is too large.",
      jp: "送信内容が大きすぎます。",
    },
  },
  INVALID_REQUEST: {
    status: 422,
    text: {
      zh: "提交的内容有误，请检查后重试",
      en: "Something in the request is not right. Please check and try again.",
      jp: "送信内容に誤りがあります。ご確認のうえ、もう一度お試しください。",
    },
  },
  UPGRADE_REQUIRED: {
    status: 426,
    text: {
      zh: "此地址仅支持 WebSocket 连接",
      en: "This address speaks WebSocket only.",
      jp: "このアドレスは WebSocket 接続専用です。",
    },
  },
  TOO_MANY_REQUESTS: {
    status: 429,
    text: {
      zh: "操作过于频繁，请稍等片刻再试",
      en: "Too many requests. Please wait a moment and try again.",
      jp: "操作が多すぎます。少し待ってからもう一度お試しください。",
    },
  },
  SIGN_IN_FAILED: {
    status: 400,
    text: {
      zh: "登录未完成，请重新登录",
      en: "Signing in did not complete. Please sign in again.",
      jp: "ログインが完了しませんでした。もう一度ログインしてください。",
    },
  },
  GATEWAY_REFUSED: {
    status: 502,
    text: {
      zh: "支付渠道拒绝了请求，请换一种支付方式或稍后再试",
      en: "The payment provider refused. Please use another way to pay, or try later.",
      jp: "決済サービスに拒否されました。別のお支払い方法を選ぶか、後ほどお試しください。",
    },
  },
  NOT_CONFIGURED: {
    status: 503,
    text: {
      zh: "服务配置不完整，请联系管理员",
      en: "The service is not fully configured. Please contact its operator.",
      jp: "サービスの設定が完了していません。管理者にお問い合わせください。",
    },
  },
  UNAVAILABLE: {
    status: 503,
    text: {
      zh: "服务暂时不可用，请稍后再试",
      en: "The service is briefly unavailable. Please try again shortly.",
      jp: "一時的にご利用いただけません。しばらくしてからもう一度お試しください。",
    },
  },
  GATEWAY_TIMEOUT: {
    status: 504,
    text: {
      zh: "支付渠道没有响应，请稍后刷新二维码或换一种支付方式",
      en: "The payment provider did not answer. Refresh the code shortly, or use another way to pay.",
      jp: "決済サービスから応答がありません。少し待ってコードを更新するか、別の方法をお試しください。",
    },
  },
  INTERNAL: {
    status: 500,
    text: {
      zh: "服务出现问题，我们已记录，请稍后再试",
      en: "Something went wrong on our side. It has been recorded; please try again shortly.",
      jp: "サーバーで問題が発生しました。記録済みですので、しばらくしてからお試しください。",
    },
  },
} as const satisfies Record<string, Failure>;

export type FailureCode = keyof typeof FAILURES;
